import type { Member } from "../../src/client/members.ts";
import type { Invitation } from "../../src/client/objects.ts";
import { GROUP_ADMIN } from "../../src/names/roles.ts";

/** A row of the table: somebody who is a member, or whom an invitation waits for. */
export type MemberRow = Member | Invitation;

export function isInvitation(row: MemberRow): row is Invitation {
  return row.type === "invitation";
}

export function keyOfRow(row: MemberRow): string {
  return isInvitation(row) ? row.attributes.email : row.id;
}

export function isAdministrator({ context_attributes: context }: Member): boolean {
  return context?.roles?.includes(GROUP_ADMIN) === true;
}

/** For somebody of a directory: whether that said so at the last sign-in. */
export function hasSecondFactor({ attributes }: Member): boolean {
  return "has_2fa" in attributes && attributes.has_2fa === true;
}

export function fullName({ attributes }: Member): string {
  const last = "last_name" in attributes ? attributes.last_name : undefined;
  return [attributes.first_name, last].filter(Boolean).join(" ");
}

/** Undefined: none is set. */
export function dailyCap({ context_attributes: context }: Member): number | undefined {
  return context?.quota_limits?.api_requests_daily?.allowed;
}
