import { TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback } from "react";
import { useSearchParams } from "wouter";
import type { Page } from "../../src/client/connection.ts";
import { count } from "../text/numbers.ts";
import { Icon } from "./icon.tsx";
import { Waiting } from "./loaded.tsx";
import { type LongColumn, LongTable } from "./long-table.tsx";
import { Empty, Failure } from "./notices.tsx";
import { Section } from "./page.tsx";
import classes from "./searched-section.module.css";
import { useTyped } from "./use-typed.ts";

export interface SearchedSectionProps<Row> {
  /** Under which its answers are kept. */
  readonly name: string;
  readonly noun: string;
  /** Of the box for a search; without one there is none. */
  readonly placeholder?: string;
  readonly columns: readonly LongColumn<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly readPage: (filter: string | undefined, cursor: string | undefined) => Promise<Page<Row>>;
  readonly empty: ReactNode;
}

/** A collection of any length, where it can be searched by the server; the words stand in the address. */
export function SearchedSection<Row>(props: SearchedSectionProps<Row>) {
  const { name, noun, placeholder, columns, keyOf, readPage, empty } = props;
  const [params, setParams] = useSearchParams();
  const filter = params.get("filter") || undefined;
  const set = useCallback(
    (text: string) => setParams(text === "" ? {} : { filter: text }, { replace: true }),
    [setParams],
  );
  const [typed, setTyped] = useTyped(filter ?? "", set);
  const found = useInfiniteQuery({
    queryKey: [name, "all", filter ?? ""],
    queryFn: ({ pageParam }) => readPage(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ meta }) => meta?.cursor,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const rows = found.data?.pages.flatMap(({ data }) => data) ?? [];
  const total = found.data?.pages[0]?.meta?.count ?? rows.length;
  return (
    <Section isTable>
      {placeholder !== undefined && (
        <search className={classes.tools}>
          <TextInput
            label="Search"
            size="xs"
            type="search"
            placeholder={placeholder}
            spellCheck={false}
            leftSection={<Icon name="search" size={14} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </search>
      )}
      {found.error !== null && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting lines={6} />}
      {found.isSuccess && rows.length === 0 && (
        <Empty icon="search">{filter === undefined ? empty : "Nothing fits this search."}</Empty>
      )}
      {rows.length > 0 && (
        <LongTable
          label={`All ${noun}s`}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          count={total}
          onNearEnd={onNearEnd}
        />
      )}
      <p className={classes.count} role="status">
        {count(total, noun)}
      </p>
    </Section>
  );
}
