import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Client } from "../../src/client/client.ts";
import type { Account } from "../../src/client/objects.ts";
import { nowSeconds } from "../text/clock.ts";
import { useApi } from "./api.tsx";

/** Who looks, and what is worth showing to them. What they may do, the server decides. */
export interface Viewer {
  readonly account: Account;
  /** Id of the group that they belong to. */
  readonly group: string | undefined;
  readonly isAdministrator: boolean;
  readonly isOperator: boolean;
}

export function viewerQuery(api: Client) {
  return queryOptions({
    queryKey: ["users", "me"],
    queryFn: async () => toViewer(await api.users.get("me", { relationships: "groups" })),
  });
}

/** Undefined while it is not known yet. */
export function useViewer(): Viewer | undefined {
  return useQuery(viewerQuery(useApi())).data;
}

/** Whether a directory answers for the account: it has no password and no second factor here. */
export function isOfDirectory({ attributes }: Pick<Account, "attributes">): boolean {
  return "single_sign_on" in attributes && attributes.single_sign_on === true;
}

function toViewer(account: Account): Viewer {
  const related = account.relationships?.groups?.data;
  const membership = Array.isArray(related) ? related[0] : undefined;
  return {
    account,
    group: membership?.id,
    isAdministrator: membership?.context_attributes?.role === "admin",
    isOperator: isOperator(account),
  };
}

function isOperator({ attributes }: Account): boolean {
  const privilege = attributes.privileges?.admin;
  if (privilege?.granted !== true || privilege.inherited_from !== undefined) return false;
  return !privilege.expiration_date || privilege.expiration_date > nowSeconds();
}
