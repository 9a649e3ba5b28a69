import { Badge } from "@mantine/core";
import { isOfDirectory } from "../api/viewer.ts";
import { Instant } from "../parts/instant.tsx";
import { TextLink } from "../parts/links.tsx";
import type { LongColumn } from "../parts/long-table.tsx";
import { amount, percent } from "../text/numbers.ts";
import { dailyCap, fullName, hasSecondFactor, isAdministrator, type MemberRow } from "./member-row.ts";
import classes from "./members.module.css";

export interface ColumnOptions {
  /** Address of the view of one of them. */
  readonly addressOf: (id: string) => string;
  /** Whether the viewer is told more than names. */
  readonly isManager: boolean;
  readonly isForPrograms: boolean;
}

export function memberColumns(options: ColumnOptions): readonly LongColumn<MemberRow>[] {
  const name: LongColumn<MemberRow> = {
    title: "Name",
    cell: (row) => <Name row={row} options={options} />,
  };
  const role: LongColumn<MemberRow> = {
    title: "Role",
    width: 120,
    cell: (row) => <Role row={row} />,
  };
  if (!options.isManager) return [name, role];
  return [
    name,
    role,
    ...(options.isForPrograms ? [] : [SECOND_FACTOR]),
    { title: "Cap a day", width: 90, isNumber: true, isWide: true, cell: showCap },
    { title: "This month", width: 130, isNumber: true, isWide: true, cell: showShare },
    {
      title: "Last seen",
      width: 284,
      isWide: true,
      cell: (row) =>
        row.kind === "member" ? (
          <Instant seconds={row.member.context_attributes?.last_seen} />
        ) : (
          <span className={classes.dim}>not yet</span>
        ),
    },
  ];
}

const SECOND_FACTOR: LongColumn<MemberRow> = {
  title: "2FA",
  width: 90,
  isWide: true,
  cell: (row) => {
    if (row.kind === "invitation") return null;
    const isOn = hasSecondFactor(row.member);
    if (!isOfDirectory(row.member)) {
      return <Badge color={isOn ? "green" : "yellow"}>{isOn ? "on" : "off"}</Badge>;
    }
    // The factor is the directory's, which may not tell of it.
    return (
      <Badge color={isOn ? "green" : "gray"} title="Single sign-on">
        {isOn ? "SSO, on" : "SSO"}
      </Badge>
    );
  },
};

function showCap(row: MemberRow) {
  const cap = row.kind === "member" ? dailyCap(row.member) : undefined;
  return cap === undefined ? <span className={classes.dim}>none</span> : amount(cap);
}

function showShare(row: MemberRow) {
  const context = row.kind === "member" ? row.member.context_attributes : undefined;
  if (context?.quota_consumed_from_group === undefined) return null;
  const share = context.quota_share ?? 0;
  return (
    <div className={classes.share}>
      <span>
        {amount(context.quota_consumed_from_group)} <span className={classes.dim}>{percent(share, 1)}</span>
      </span>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.fill} style={{ width: `${Math.min(share, 1) * 100}%` }} />
      </span>
    </div>
  );
}

function Name({ row, options }: { readonly row: MemberRow; readonly options: ColumnOptions }) {
  if (row.kind === "invitation") return <span>{row.invitation.attributes.email}</span>;
  const { member } = row;
  const about = [fullName(member), options.isForPrograms ? undefined : member.attributes.email].filter(
    Boolean,
  );
  return (
    <>
      {options.isManager ? <TextLink to={options.addressOf(member.id)}>{member.id}</TextLink> : member.id}
      {about.length > 0 && <div className={classes.about}>{about.join(" · ")}</div>}
    </>
  );
}

function Role({ row }: { readonly row: MemberRow }) {
  if (row.kind === "invitation") {
    return (
      <Badge color="yellow">{row.invitation.attributes.administrator ? "pending admin" : "pending"}</Badge>
    );
  }
  if (row.member.attributes.status === "inactive") return <Badge color="red">disabled</Badge>;
  return isAdministrator(row.member) ? <Badge>administrator</Badge> : <Badge color="gray">member</Badge>;
}
