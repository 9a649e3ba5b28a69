import type { ReactNode } from "react";
import type { IconName } from "../parts/icon.tsx";
import { Waiting } from "../parts/loaded.tsx";
import { Empty, Failure } from "../parts/notices.tsx";
import type { AnsweredRows } from "./long-rows.ts";
import { LongTable, type LongTableProps } from "./long-table.tsx";

export interface AnsweredTableProps<Row> extends Omit<LongTableProps<Row>, "rows" | "total" | "isOutdated"> {
  readonly rows: AnsweredRows<Row>;
  readonly empty: ReactNode;
  readonly emptyIcon?: IconName;
}

/** A long table with what there is to say while its rows are on their way, when there are none, and when they do not come. */
export function AnsweredTable<Row>({ rows, empty, emptyIcon = "search", ...table }: AnsweredTableProps<Row>) {
  return (
    <>
      {rows.error !== null && <Failure error={rows.error} onRetry={rows.onRetry} />}
      {rows.isPending && <Waiting lines={6} />}
      {!rows.isPending && rows.error === null && rows.count === 0 && <Empty icon={emptyIcon}>{empty}</Empty>}
      {rows.count > 0 && <LongTable {...table} rows={rows} total={rows.total} isOutdated={rows.isOutdated} />}
    </>
  );
}
