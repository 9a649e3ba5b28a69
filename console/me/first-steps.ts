import { useQuery } from "@tanstack/react-query";
import type { Account } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import type { Standing } from "../api/standing.ts";
import { isOfDirectory, useStanding, useViewer } from "../api/viewer.ts";
import { keysQuery } from "../keys/key-answers.ts";
import { usageQuery } from "../usage/usage-answers.ts";

export interface Step {
  readonly title: string;
  readonly how: string;
  /** Where it is done. */
  readonly to: string;
  readonly isDone: boolean;
}

/** What the account's preferences say once its owner has seen enough. */
export const PUT_AWAY = { tollgate_console: { first_steps: "put away" } };

export function isPutAway({ attributes }: Account): boolean {
  const console = attributes.preferences?.tollgate_console;
  return typeof console === "object" && console !== null && "first_steps" in console;
}

/** By who one is; undefined while it is not known yet how far one has come. */
export function useSteps(): readonly Step[] | undefined {
  const api = useApi();
  const viewer = useViewer();
  const keys = useQuery(keysQuery(api, "me"));
  const usage = useQuery(usageQuery(api, { kind: "user", id: "me" }, "30d"));
  const standing = useStanding();
  const operator = useOperatorSteps(standing);
  const administrator = useAdministratorSteps(standing);
  if (viewer === undefined || keys.data === undefined || usage.data === undefined) return undefined;
  if (operator === undefined || administrator === undefined) return undefined;
  const hasCalled = usage.data.some(({ calls }) => Object.keys(calls).length > 0);
  return [
    ...operator,
    ...administrator,
    ...(viewer.group === undefined ? [] : callingSteps(keys.data.length > 0, hasCalled)),
    ...secondFactorSteps(viewer.account),
  ];
}

/** A directory has a second factor of its own. */
function secondFactorSteps(account: Account): readonly Step[] {
  if (isOfDirectory(account)) return [];
  const { attributes } = account;
  return [
    {
      title: "Switch the second factor on",
      how: "So that your password alone opens nothing.",
      to: "/me/security",
      isDone: "has_2fa" in attributes && attributes.has_2fa === true,
    },
  ];
}

/** For who is in a group; for anybody else nobody would pay. */
function callingSteps(hasKey: boolean, hasCalled: boolean): readonly Step[] {
  const base = new URL("api/v3", document.baseURI).href;
  return [
    {
      title: "Have an API key",
      how: "One for each program, with a label that says which.",
      to: "/me/keys",
      isDone: hasKey,
    },
    {
      title: "Make the first call",
      how: `Give your program the key and, in place of VirusTotal's address, ${base}. It shows here once it has been made.`,
      to: "/me/keys",
      isDone: hasCalled,
    },
  ];
}

function useOperatorSteps(standing: Standing | undefined): readonly Step[] | undefined {
  const api = useApi();
  const groups = useQuery({
    // Below "groups", so that it is asked for again once one is made.
    queryKey: ["groups", "count", "all"],
    queryFn: () => api.groups.count(),
    enabled: standing?.isOperator === true,
  });
  const upstreams = useQuery({
    queryKey: ["upstreams"],
    queryFn: () => api.operations.upstreams(),
    enabled: standing?.isOperator === true,
  });
  if (standing?.isOperator === false) return [];
  if (groups.data === undefined || upstreams.data === undefined) return undefined;
  return [
    {
      title: "Connect the licence",
      how: "Start the server with TOLLGATE_UPSTREAM_URL and TOLLGATE_UPSTREAM_API_KEY; until then nothing is forwarded.",
      to: "/operator/upstreams",
      isDone: upstreams.data.length > 0,
    },
    {
      title: "Make a group",
      how: "A group is who shares a licence: it has members, administrators and quotas.",
      to: "/operator/groups",
      isDone: groups.data > 0,
    },
  ];
}

function useAdministratorSteps(standing: Standing | undefined): readonly Step[] | undefined {
  const api = useApi();
  const group = standing?.isAdministrator ? standing.group : undefined;
  const members = useQuery({
    queryKey: ["members", group, "count"],
    queryFn: () => api.members.count(group ?? "", "users"),
    enabled: group !== undefined,
  });
  if (standing !== undefined && group === undefined) return [];
  if (members.data === undefined || group === undefined) return undefined;
  return [
    {
      title: "Add the people of your group",
      how: "Paste their addresses; who has no account yet is invited.",
      to: `/groups/${encodeURIComponent(group)}/members`,
      isDone: members.data > 1,
    },
  ];
}
