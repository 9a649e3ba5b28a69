import type { Figure } from "./figure.ts";
import { authenticate } from "./figures/authenticate.ts";
import { authorize, authorizeRequests } from "./figures/authorize.ts";
import { gateway, PASSED_PATH } from "./figures/gateway.ts";
import { groupUsage } from "./figures/group-usage.ts";
import { listMembers } from "./figures/list-members.ts";
import { memberSearch } from "./figures/member-search.ts";
import { memory } from "./figures/memory.ts";
import { memoryLoad } from "./figures/memory-load.ts";
import { nginxQuestions } from "./figures/nginx.ts";
import { againstPeers, type Peer } from "./figures/peers.ts";
import { readUser } from "./figures/read-user.ts";
import { start } from "./figures/start.ts";
import { storesCompared } from "./figures/stores.ts";
import { getRequest } from "./load.ts";
import { hasNginx } from "./nginx.ts";
import { type Decider, hasPeers } from "./peer-processes.ts";
import type { Populated, Stage } from "./stage.ts";

export interface Repetition {
  readonly rounds: number;
  readonly roundMs: number;
  /** That memory is watched over. */
  readonly calls: number;
}

export interface FigureMaker {
  readonly make: (stage: Stage, repetition: Repetition) => Promise<readonly Figure[]>;
  /** Whether what it needs from bench/setup is there; nothing unless given. */
  readonly isReady?: () => boolean;
}

/** By the names that `--only` takes. */
export const FIGURES: Readonly<Record<string, FigureMaker>> = {
  start: { make: ({ folder }, repetition) => start({ folder, ...repetition }) },
  "read-user": {
    make: async (stage, repetition) => {
      const { tollgate, group } = await stage.large;
      return readUser({ tollgate, bare: await stage.bare, members: group("crowd").members, ...repetition });
    },
  },
  "list-members": {
    make: async (stage, repetition) => {
      const { tollgate, group } = await stage.large;
      return listMembers({ tollgate, large: group("crowd"), small: group("team"), ...repetition });
    },
  },
  "member-search": {
    make: async (stage, repetition) => {
      const { tollgate, group } = await stage.directory;
      return memberSearch({ tollgate, engine: "SQLite", group: group("crowd"), ...repetition });
    },
  },
  "member-search-postgres": {
    make: async (stage, repetition) => {
      const { tollgate, group } = await stage.directoryOnPostgres;
      return memberSearch({ tollgate, engine: "PostgreSQL", group: group("crowd"), ...repetition });
    },
  },
  authenticate: {
    make: async (stage, repetition) => {
      const [many, few] = [await stage.large, await stage.small];
      return authenticate({
        many: { ...many, owners: many.group("crowd").members },
        few: { ...few, owners: few.group("few").members },
        ...repetition,
      });
    },
  },
  "group-usage": {
    make: async (stage, repetition) => {
      const { tollgate, group } = await stage.large;
      return groupUsage({ tollgate, group: group("company"), ...repetition });
    },
  },
  memory: {
    make: async (stage, repetition) => {
      const { tollgate, group } = await stage.large;
      return memory({ tollgate, users: group("crowd").members, ...repetition });
    },
  },
  authorize: {
    make: async (stage, repetition) => {
      const [{ tollgate, group }, bare] = [await stage.limited, await stage.bare];
      return authorize({ tollgate, bare, members: group("team").members, atLeast: 0.75, ...repetition });
    },
  },
  "authorize-many": {
    make: async (stage, repetition) => {
      const [{ tollgate, group }, bare] = [await stage.limited, await stage.bare];
      return authorize({ tollgate, bare, members: group("company").members, atLeast: 0.7, ...repetition });
    },
  },
  "authorize-machine": {
    make: async (stage, repetition) =>
      storesCompared({
        usual: { name: "process", ...teamOf(await stage.limited) },
        other: { name: "machine", ...teamOf(await stage.durable) },
        ...repetition,
      }),
  },
  "authorize-postgres": {
    make: async (stage, repetition) =>
      storesCompared({
        usual: { name: "SQLite", ...teamOf(await stage.limited) },
        other: { name: "PostgreSQL", ...teamOf(await stage.onPostgres) },
        atLeast: 0.6,
        ...repetition,
      }),
  },
  "memory-load": {
    make: async (stage, { calls }) => {
      const { tollgate, group } = await stage.limited;
      return memoryLoad({ tollgate, members: group("company").members, calls });
    },
  },
  gateway: {
    make: async (stage, repetition) => {
      const [{ tollgate, group }, bare] = [await stage.gateway, await stage.bareProxy];
      const upstream = await stage.upstream;
      return gateway({ tollgate, bare, upstream, members: group("team").members, ...repetition });
    },
  },
  nginx: {
    isReady: hasNginx,
    make: async (stage, repetition) =>
      nginxQuestions({ nginx: await stage.nginx, ...teamOf(await stage.limited), ...repetition }),
  },
  peers: {
    isReady: hasPeers,
    make: async (stage, repetition) => [
      ...(await deciders(stage, repetition)),
      ...(await gateways(stage, repetition)),
    ],
  },
};

function teamOf({ tollgate, group }: Populated) {
  return { tollgate, members: group("team").members };
}

/** A peer's store is on the servers' core, as ours is; once more beside the load, where it has that one's help. */
async function deciders(stage: Stage, repetition: Repetition): Promise<readonly Figure[]> {
  const { tollgate, members } = teamOf(await stage.limited);
  const peer = (name: string, { process, keys }: Decider, atLeast?: number): Peer => ({
    name,
    server: process,
    requests: keys.map((apikey) => getRequest("/", { "x-apikey": apikey })),
    ...(atLeast !== undefined && { atLeast }),
  });
  return againstPeers({
    ours: { name: "/authorize", server: tollgate, requests: authorizeRequests(members) },
    peers: [
      peer("better-auth's key check", await stage.betterAuth, 60),
      peer("rate-limiter-flexible on PostgreSQL", await stage.limiterOnPostgres("server"), 25),
      peer("the same with a core for PostgreSQL", await stage.limiterOnPostgres("load")),
      peer("rate-limiter-flexible on Redis", await stage.limiterOnRedis("server"), 4),
      peer("the same with a core for Redis", await stage.limiterOnRedis("load")),
      peer("rate-limiter-flexible in memory", await stage.limiterInMemory, 1.5),
    ],
    ...repetition,
  });
}

async function gateways(stage: Stage, repetition: Repetition): Promise<readonly Figure[]> {
  const { tollgate, members } = teamOf(await stage.gateway);
  const portkeys = {
    "x-portkey-provider": "openai",
    "x-portkey-custom-host": new URL("/api/v3", (await stage.upstream).url).href,
    authorization: "Bearer none",
  };
  return againstPeers({
    ours: {
      name: "Gateway",
      server: tollgate,
      requests: members.map(({ apikey }) => getRequest(PASSED_PATH, { "x-apikey": apikey })),
    },
    peers: [
      {
        name: "the Portkey gateway",
        server: await stage.portkey,
        requests: [getRequest("/v1/files/275a021bbfb6489e54d471899f7db9d1", portkeys)],
        atLeast: 30,
      },
    ],
    ...repetition,
  });
}
