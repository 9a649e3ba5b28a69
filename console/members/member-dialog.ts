import type { Member } from "../../src/client/members.ts";
import { count } from "../text/numbers.ts";
import type { MemberRow } from "./member-row.ts";

/** What the dialogs know that change one or more members. */
export interface MemberDialogProps {
  readonly group: string;
  readonly list: "users" | "service_accounts";
  readonly rows: readonly MemberRow[];
  /** Those of the rows that are no invitations. */
  readonly members: readonly Member[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** "ada", or "3 members". */
export function nameOf({ members, list }: Pick<MemberDialogProps, "members" | "list">): string {
  const [first] = members;
  if (members.length === 1 && first !== undefined) return first.id;
  return count(members.length, list === "users" ? "member" : "service account");
}
