import { Badge } from "@mantine/core";
import { isOfDirectory } from "../api/viewer.ts";
import { Instant } from "../parts/instant.tsx";
import { TextLink } from "../parts/links.tsx";
import type { LongColumn } from "../rows/long-table.tsx";
import { amount, percent } from "../text/numbers.ts";
import {
  dailyCap,
  fullName,
  hasSecondFactor,
  isAdministrator,
  isInvitation,
  type MemberRow,
} from "./member-row.ts";
import classes from "./members.module.css";
import { roleTitle } from "./roles.ts";

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
    width: 140,
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
        isInvitation(row) ? (
          <span className={classes.dim}>not yet</span>
        ) : (
          <Instant seconds={row.context_attributes?.last_seen} />
        ),
    },
  ];
}

const SECOND_FACTOR: LongColumn<MemberRow> = {
  title: "2FA",
  width: 90,
  isWide: true,
  cell: (row) => {
    if (isInvitation(row)) return null;
    const isOn = hasSecondFactor(row);
    if (!isOfDirectory(row)) {
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
  const cap = isInvitation(row) ? undefined : dailyCap(row);
  return cap === undefined ? <span className={classes.dim}>none</span> : amount(cap);
}

function showShare(row: MemberRow) {
  const context = isInvitation(row) ? undefined : row.context_attributes;
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
  if (isInvitation(row)) return <span>{row.attributes.email}</span>;
  const about = [fullName(row), options.isForPrograms ? undefined : row.attributes.email].filter(Boolean);
  return (
    <>
      {options.isManager ? <TextLink to={options.addressOf(row.id)}>{row.id}</TextLink> : row.id}
      {about.length > 0 && <div className={classes.about}>{about.join(" · ")}</div>}
    </>
  );
}

function Role({ row }: { readonly row: MemberRow }) {
  if (isInvitation(row)) {
    return <Badge color="yellow">{row.attributes.administrator ? "pending admin" : "pending"}</Badge>;
  }
  if (row.attributes.status === "inactive") return <Badge color="red">disabled</Badge>;
  const others = (row.context_attributes?.roles ?? []).filter((role) => role !== "USER_ROLE_GROUP_ADMIN");
  return (
    <span className={classes.roles}>
      {isAdministrator(row) ? <Badge>administrator</Badge> : <Badge color="gray">member</Badge>}
      {others.length > 0 && (
        <span className={classes.dim} title={others.map(roleTitle).join(", ")}>
          +{others.length}
          <span className="visually-hidden"> roles: {others.map(roleTitle).join(", ")}</span>
        </span>
      )}
    </span>
  );
}
