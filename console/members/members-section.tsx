import { type ReactNode, useMemo } from "react";
import { Section } from "../parts/page.tsx";
import { AnsweredTable } from "../rows/answered-table.tsx";
import { count } from "../text/numbers.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { memberColumns } from "./member-columns.tsx";
import { keyOfRow } from "./member-row.ts";
import { MemberTools } from "./member-tools.tsx";
import classes from "./members.module.css";
import { useMemberRows } from "./use-member-rows.ts";
import { useMemberView } from "./use-member-view.ts";
import { useSelection } from "./use-selection.ts";

export interface MembersSectionProps {
  readonly group: string;
  readonly isManager: boolean;
  readonly isForPrograms?: boolean;
  readonly empty: ReactNode;
}

/** Who belongs to a group, however many: searched and ordered by the server, loaded where one looks. */
export function MembersSection({ group, isManager, isForPrograms = false, empty }: MembersSectionProps) {
  const [view, setView] = useMemberView(isForPrograms);
  const rows = useMemberRows(group, view, { isManager, isForPrograms });
  const { selection, clear } = useSelection(rows, keyOfRow);
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
      {selection.selected.size > 0 && (
        <BulkBar
          group={group}
          list={isForPrograms ? "service_accounts" : "users"}
          rows={[...selection.selected.values()]}
          onDone={clear}
        />
      )}
      <AnsweredTable
        label={isForPrograms ? "Service accounts" : "Members"}
        name={[view.list, view.filter, view.order, view.show].join()}
        columns={columns}
        rows={rows}
        keyOf={keyOfRow}
        empty={view.isNarrowed ? "Nobody fits this search." : empty}
        emptyIcon="people"
        {...(isManager && { selection })}
      />
      <p className={classes.count} role="status">
        {!rows.isPending &&
          count(
            rows.total,
            isForPrograms ? "service account" : "person",
            isForPrograms ? undefined : "people",
          )}
      </p>
    </Section>
  );
}
