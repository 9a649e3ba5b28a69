import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { Page } from "../../src/client/connection.ts";
import type { AnsweredRows } from "./long-rows.ts";

/** So near to the end of what is loaded more is asked for. */
const NEAR = 30;

export interface FollowedQuestion<Row> {
  readonly queryKey: QueryKey;
  readonly readPage: (cursor: string | undefined) => Promise<Page<Row>>;
}

/** A list that can be read from its start alone: page after page, as one comes near to the end of what is loaded. */
export function useFollowedRows<Row>({ queryKey, readPage }: FollowedQuestion<Row>): AnsweredRows<Row> {
  const found = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => readPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ meta }) => meta?.cursor,
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const onSight = useCallback(
    (_first: number, last: number) => {
      if (last + NEAR > rows.length && hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    [rows.length, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  return {
    count: rows.length,
    total: data?.pages[0]?.meta?.count ?? rows.length,
    rowAt: useCallback((index: number) => rows[index], [rows]),
    onSight,
    isPending: found.isPending,
    isOutdated: found.isPlaceholderData,
    error: found.error,
    onRetry: () => void found.refetch(),
  };
}
