import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useApi } from "../api/api.tsx";
import { Waiting } from "../parts/loaded.tsx";
import { LongTable } from "../parts/long-table.tsx";
import { Empty, Failure } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { count as counted } from "../text/numbers.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { invitationFits } from "./invitation-filter.ts";
import { invitationsQuery, membersQuery } from "./member-answers.ts";
import { memberColumns } from "./member-columns.tsx";
import { keyOfRow, type MemberRow } from "./member-row.ts";
import { MemberTools } from "./member-tools.tsx";
import classes from "./members.module.css";
import { type MemberView, useMemberView } from "./use-member-view.ts";

export interface MembersSectionProps {
  readonly group: string;
  readonly isManager: boolean;
  readonly isForPrograms?: boolean;
  readonly empty: ReactNode;
}

/** Who belongs to a group, however many: searched and ordered by the server, loaded as one scrolls. */
export function MembersSection({ group, isManager, isForPrograms = false, empty }: MembersSectionProps) {
  const [view, setView] = useMemberView(isForPrograms);
  const { rows, count, members } = useRows(group, view, isManager && !isForPrograms);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const onToggle = useCallback(
    (key: string) => setSelected((keys) => new Set(keys).symmetricDifference(new Set([key]))),
    [],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = members;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const kind = isForPrograms ? "service_accounts" : "users";
  const base = `/groups/${encodeURIComponent(group)}/${isForPrograms ? "service-accounts" : "members"}`;
  const columns = useMemo(
    () =>
      memberColumns({
        addressOf: (id) => `${base}/${encodeURIComponent(id)}`,
        isManager,
        isForPrograms,
      }),
    [base, isManager, isForPrograms],
  );
  return (
    <Section isTable>
      <MemberTools view={view} onChange={setView} isManager={isManager} isForPrograms={isForPrograms} />
      {selected.size > 0 && (
        <BulkBar
          group={group}
          list={kind}
          rows={rows.filter((row) => selected.has(keyOfRow(row)))}
          onDone={() => setSelected(new Set())}
        />
      )}
      {members.error !== null && <Failure error={members.error} onRetry={() => void members.refetch()} />}
      {members.isPending && <Waiting lines={6} />}
      {members.isSuccess && rows.length === 0 && (
        <Empty icon="people">{view.isNarrowed ? "Nobody fits this search." : empty}</Empty>
      )}
      {rows.length > 0 && (
        <LongTable
          label={isForPrograms ? "Service accounts" : "Members"}
          columns={columns}
          rows={rows}
          keyOf={keyOfRow}
          count={count}
          onNearEnd={onNearEnd}
          {...(isManager && { selection: { keys: selected, onToggle, onSelect: setSelected } })}
        />
      )}
      <p className={classes.count} role="status">
        {counted(count, isForPrograms ? "service account" : "person", isForPrograms ? undefined : "people")}
        {rows.length < count && `, ${counted(rows.length, "row")} loaded`}
      </p>
    </Section>
  );
}

/** Invitations stand above the members: they wait for somebody. */
function useRows(group: string, view: MemberView, withInvitations: boolean) {
  const api = useApi();
  // Whoever may not know the activity gets the members without: nobody has to be known before they are asked for.
  const question = { group, list: view.list, filter: view.filter, order: view.order, withActivity: true };
  const members = useInfiniteQuery({ ...membersQuery(api, question), enabled: view.show !== "pending" });
  const invitations = useQuery({ ...invitationsQuery(api, group), enabled: withInvitations });
  const pending = useMemo(() => {
    if (!["everyone", "pending"].includes(view.show)) return [];
    return (invitations.data ?? []).filter(({ attributes }) => invitationFits(attributes.email, view.text));
  }, [invitations.data, view.show, view.text]);
  const rows = useMemo((): readonly MemberRow[] => {
    const pages = view.show === "pending" ? [] : (members.data?.pages ?? []);
    const found = pages.flatMap(({ data }) => data.map((member) => ({ kind: "member", member }) as const));
    return [...pending.map((invitation) => ({ kind: "invitation", invitation }) as const), ...found];
  }, [members.data, pending, view.show]);
  const total = view.show === "pending" ? 0 : (members.data?.pages[0]?.meta?.count ?? 0);
  return { rows, members, count: total + pending.length };
}
