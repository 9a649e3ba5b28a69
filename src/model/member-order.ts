import { invalidArgument } from "./errors.ts";
import { quote } from "./quote.ts";

/** The quota of which a member list shows each one's part: what all calls are paid from. */
export const MEMBER_SHARE_QUOTA = "api_requests_monthly";

export const MEMBER_SORT_FIELDS = ["last_seen", "quota_consumed"] as const;

export type MemberSortField = (typeof MEMBER_SORT_FIELDS)[number];

/** By username, as lists are kept, or by what an administrator looks for. */
export type MemberOrder = "username" | { readonly field: MemberSortField; readonly isDescending: boolean };

/**
 * Parses `order=` of a member list in VirusTotal's way, `last_seen-` or `last_seen+`; a plus sign that was not
 * percent-encoded arrives as a space. Raises InvalidArgumentError.
 */
export function parseMemberOrder(order: string | undefined): MemberOrder {
  const [, name = "", sign = ""] = /^([a-z_]*)([-+ ]?)$/.exec(order ?? "username") ?? [];
  if (name === "username" && sign !== "-") return "username";
  const field = MEMBER_SORT_FIELDS.find((known) => known === name);
  if (field !== undefined) return { field, isDescending: sign === "-" };
  throw invalidArgument(
    `order ${quote(order ?? "")} is not possible; use username, or ${MEMBER_SORT_FIELDS.join(" or ")} followed by + or -`,
  );
}
