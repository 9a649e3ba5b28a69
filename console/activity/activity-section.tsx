import { Badge, Button, Menu } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import type { Page } from "../../src/client/connection.ts";
import type { ActivityLogEntry, AuditLogEntry } from "../../src/client/objects.ts";
import { Icon } from "../parts/icon.tsx";
import { Waiting } from "../parts/loaded.tsx";
import { Empty, Failure } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { count } from "../text/numbers.ts";
import classes from "./activity.module.css";
import { toEntry } from "./activity-entry.ts";
import { ActivityFilters } from "./activity-filters.tsx";
import { EntryRow } from "./entry-row.tsx";
import { filterOf } from "./filter.ts";
import { useExport } from "./use-export.ts";

type AnyEntry = ActivityLogEntry | AuditLogEntry;

export interface ActivitySectionProps {
  /** Of the files that are saved. */
  readonly name: string;
  readonly readPage: (filter: string | undefined, cursor: string | undefined) => Promise<Page<AnyEntry>>;
  readonly readAll: (filter: string | undefined) => AsyncIterable<AnyEntry>;
}

/** A log of changes, newest first, with filters that stand in the address and everything that fits them as a file. */
export function ActivitySection({ name, readPage, readAll }: ActivitySectionProps) {
  const [params] = useSearchParams();
  const filter = filterOf(params);
  const log = useInfiniteQuery({
    queryKey: ["activity", name, filter ?? ""],
    queryFn: ({ pageParam }) => readPage(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ meta }) => meta?.cursor,
  });
  const { save, state } = useExport(name, () => readAll(filter));
  const entries = log.data?.pages.flatMap(({ data }) => data.map(toEntry)) ?? [];
  return (
    <Section
      isTable
      title={
        log.data === undefined
          ? "Log"
          : count(log.data.pages[0]?.meta?.count ?? entries.length, "entry", "entries")
      }
      actions={
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="default"
              leftSection={<Icon name="download" size={14} />}
              loading={state === "reading"}
            >
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save("csv")}>CSV</Menu.Item>
            <Menu.Item onClick={() => save("json")}>JSON</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    >
      <ActivityFilters />
      {state === "cut" && <Badge color="yellow">Only the newest 100,000 entries were saved.</Badge>}
      {log.error !== null && <Failure error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <Waiting lines={6} />}
      {log.isSuccess && entries.length === 0 && <Empty>Nothing fits these filters.</Empty>}
      <ul className={classes.list}>
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {log.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Older entries
          </Button>
        </div>
      )}
    </Section>
  );
}
