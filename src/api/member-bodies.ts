import type { z } from "zod";
import type { MemberChange } from "../access/member-changes.ts";
import { badRequest, invalidArgument } from "../model/errors.ts";
import { quote } from "../model/quote.ts";
import type { AccountKind } from "../model/user.ts";
import type { memberChangesBody } from "../wire/member.ts";

type SentChange = z.output<typeof memberChangesBody>["data"][number];

/** Raises BadRequestError for an empty list: whoever sends one has made a mistake. */
export function requireSome<Item>(data: readonly Item[]): readonly Item[] {
  if (data.length === 0) throw badRequest("data is an empty list; name at least one account");
  return data;
}

/** Raises BadRequestError for an entry without an id, InvalidArgumentError for one of another type. */
export function readChanges(data: readonly SentChange[], kinds: readonly AccountKind[]): MemberChange[] {
  return data.map((entry, index) => {
    const id = entry.id ?? entry.user;
    if (id === undefined) throw badRequest(`data[${index}].id is required`);
    if (entry.type !== undefined && !kinds.includes(entry.type)) {
      throw invalidArgument(`data[${index}].type: must be ${quote(kinds[0] ?? "")}`);
    }
    const { roles, add_roles, remove_roles, quota_limits = {} } = entry.context_attributes;
    const caps = Object.entries(quota_limits).map(([quota, { allowed }]) => [quota, allowed] as const);
    return { id, roles, addRoles: add_roles, removeRoles: remove_roles, caps: new Map(caps) };
  });
}
