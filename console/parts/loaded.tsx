import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "./notices.tsx";

const WIDTHS = ["92%", "78%", "85%", "64%", "71%", "88%"];

export interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** How many lines stand in for what is on its way. */
  readonly lines?: number;
  readonly children: (data: Data) => ReactNode;
}

/** Shows what a query has answered; until then that it is on its way, and after a failure why and how to go on. */
export function Loaded<Data>({ query, lines = 4, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Waiting lines={lines} />;
}

export function Waiting({ lines = 4 }: { readonly lines?: number }) {
  return (
    <div aria-busy="true" style={{ padding: 16 }}>
      <span className="visually-hidden" role="status">
        Loading
      </span>
      {WIDTHS.slice(0, lines).map((width) => (
        <Skeleton key={width} height={14} width={width} mb={10} />
      ))}
    </div>
  );
}
