import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Client } from "../../src/client/client.ts";
import type { Account } from "../../src/client/objects.ts";
import { nowSeconds } from "../text/clock.ts";
import { useApi } from "./api.tsx";
import { keepStanding, recallStanding, type Standing } from "./standing.ts";

/** Who looks. */
export interface Viewer extends Standing {
  readonly account: Account;
}

export function viewerQuery(api: Client) {
  return queryOptions({
    queryKey: ["users", "me"],
    queryFn: async () => {
      const viewer = toViewer(await api.users.get("me", { relationships: "groups" }));
      keepStanding(viewer);
      return viewer;
    },
  });
}

/** Undefined while it is not known yet. */
export function useViewer(): Viewer | undefined {
  return useQuery(viewerQuery(useApi())).data;
}

/** What the viewer is, or was when last here as long as that is not known yet. */
export function useStanding(): Standing | undefined {
  const viewer = useViewer();
  const [kept] = useState(recallStanding);
  return viewer ?? kept;
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
