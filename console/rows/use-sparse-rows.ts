import { type QueryKey, queryOptions, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import type { Page } from "../../src/client/connection.ts";
import type { AnsweredRows } from "./long-rows.ts";
import { usePagesInSight } from "./use-pages-in-sight.ts";

/** As many as the server answers at most. */
const PAGE_ROWS = 40;
/** What was scrolled past is kept that long. */
const KEPT_MS = 60_000;
const PAGES_AT_ONCE = 4;

export interface SparseQuestion<Row> {
  /** Under which the answers are kept; another one is another list. */
  readonly queryKey: QueryKey;
  readonly readPage: (skip: number) => Promise<Page<Row>>;
  readonly isEnabled?: boolean;
}

export interface SparseRows<Row> extends AnsweredRows<Row> {
  /** Everyone, what has not been loaded included; raises what the server answers when it refuses. */
  readonly readAll: () => Promise<readonly Row[]>;
}

/** Whose rows are shown: those of the question before stay until there is an answer. */
interface Shown {
  readonly name: string;
  readonly queryKey: QueryKey;
  readonly total: number;
}

/** A list in whose middle one can begin: what is in sight is loaded, and a page above and below it. */
export function useSparseRows<Row>({
  queryKey,
  readPage,
  isEnabled = true,
}: SparseQuestion<Row>): SparseRows<Row> {
  const answers = useQueryClient();
  const name = JSON.stringify(queryKey);
  const { pages, onSight } = usePagesInSight(name, PAGE_ROWS);
  const pageQuery = (page: number) =>
    queryOptions({
      queryKey: [...queryKey, page],
      queryFn: () => readPage(page * PAGE_ROWS),
      gcTime: KEPT_MS,
      enabled: isEnabled,
    });
  const shown = useRef<Shown>(undefined);
  const known = shown.current?.name === name ? shown.current.total : 0;
  const wanted = pages.filter((page) => page === 0 || page * PAGE_ROWS < known);
  const results = useQueries({ queries: wanted.map(pageQuery) });
  const answered = results.find(({ data }) => data !== undefined)?.data;
  if (answered !== undefined) {
    shown.current = { name, queryKey, total: answered.meta?.count ?? answered.data.length };
  }
  const total = isEnabled ? (shown.current?.total ?? 0) : 0;
  const shownKey = shown.current?.queryKey ?? queryKey;
  const rowAt = useCallback(
    (place: number) => {
      const page = answers.getQueryData<Page<Row>>([...shownKey, Math.floor(place / PAGE_ROWS)]);
      return page?.data[place % PAGE_ROWS];
    },
    [answers, shownKey],
  );
  return {
    count: total,
    total,
    rowAt,
    onSight,
    isPending: isEnabled && shown.current === undefined && results.some((result) => result.isPending),
    isOutdated: isEnabled && shown.current !== undefined && shown.current.name !== name,
    error: results.find(({ error }) => error !== null)?.error ?? null,
    onRetry: () => {
      for (const result of results) if (result.isError) void result.refetch();
    },
    async readAll() {
      const all: Row[] = [];
      const last = Math.ceil(total / PAGE_ROWS);
      for (let first = 0; first < last; first += PAGES_AT_ONCE) {
        const some = Array.from({ length: Math.min(PAGES_AT_ONCE, last - first) }, (_page, at) => first + at);
        const found = await Promise.all(some.map((page) => answers.fetchQuery(pageQuery(page))));
        all.push(...found.flatMap(({ data }) => data));
      }
      return all;
    },
  };
}
