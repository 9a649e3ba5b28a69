import type { Member } from "../../src/client/members.ts";
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

/** "ada", or "3 of them". */
export function nameOf(rows: readonly { readonly id: string }[]): string {
  const [first] = rows;
  return rows.length === 1 && first !== undefined ? first.id : `${rows.length} of them`;
}
