import { join } from "node:path";
import { copyToPostgres } from "./copy-to-postgres.ts";
import type { Core } from "./cores.ts";
import { type Nginx, startNginx } from "./nginx.ts";
import {
  type Decider,
  startBetterAuth,
  startPortkey,
  startRateLimiter,
  startRedis,
} from "./peer-processes.ts";
import { PEPPER, type Seeded, type SeededUser, type SeedPlan, seed } from "./seed.ts";
import {
  type ServerProcess,
  startBareProxy,
  startBareServer,
  startBareUpstream,
  startPostgres,
  startTollgate,
} from "./server-process.ts";

const LARGE: SeedPlan = {
  keysPerUser: 10,
  groups: [
    { id: "crowd", members: 100_000 },
    { id: "company", members: 10_000, usageDays: 30 },
    { id: "team", members: 100 },
  ],
};
const DIRECTORY: SeedPlan = {
  keysPerUser: 2,
  groups: [
    { id: "crowd", members: 100_000, isActive: true },
    { id: "others", members: 20_000 },
  ],
};
const SMALL: SeedPlan = { keysPerUser: 1, groups: [{ id: "few", members: 1000 }] };
const LIMITED: SeedPlan = {
  keysPerUser: 1,
  groups: [
    { id: "team", members: 64 },
    { id: "company", members: 10_000 },
  ],
  areLimited: true,
};

interface Special {
  readonly settings?: Readonly<Record<string, string>>;
  /** An empty PostgreSQL database, in the place of SQLite's. */
  readonly database?: URL;
}

/** A server with its accounts. */
export interface Populated {
  readonly tollgate: ServerProcess;
  readonly keys: number;
  readonly group: (id: string) => SeededGroup;
}

export interface SeededGroup {
  readonly id: string;
  readonly members: readonly SeededUser[];
}

/** The servers that figures need, each started when the first one asks for it. */
export class Stage implements AsyncDisposable {
  /** An empty folder for everything that is written. */
  readonly folder: string;
  readonly #profileFolder: string | undefined;
  readonly #servers = new AsyncDisposableStack();
  readonly #started = new Map<string, Promise<unknown>>();

  constructor(folder: string, profileFolder?: string) {
    this.folder = folder;
    this.#profileFolder = profileFolder;
  }

  /** node:http and nothing else, with an answer of 200 bytes. */
  get bare(): Promise<ServerProcess> {
    return this.#once("bare", async () => this.#servers.use(await startBareServer(this.folder, 200)));
  }

  /** 110,100 users in groups of 100,000 (crowd), 10,000 (company) and 100 (team), with ten keys each. */
  get large(): Promise<Populated> {
    return this.#once("large", () => this.#populated("large", LARGE));
  }

  /** 100,000 members (crowd) who can be told apart, beside 20,000 of another group. */
  get directory(): Promise<Populated> {
    return this.#once("directory", () => this.#populated("directory", DIRECTORY));
  }

  /** The same on PostgreSQL, which is a machine of its own where it is used: on the core of the load. */
  get directoryOnPostgres(): Promise<Populated> {
    return this.#once("directoryOnPostgres", async () => {
      const database = await this.#newPostgres("load");
      return this.#populated("directory-on-postgres", DIRECTORY, { database });
    });
  }

  /** 1,000 users (few) with a key each. */
  get small(): Promise<Populated> {
    return this.#once("small", () => this.#populated("small", SMALL));
  }

  /** Groups of 64 (team) and 10,000 (company), and six limits for everybody. */
  get limited(): Promise<Populated> {
    return this.#once("limited", () => this.#populated("limited", LIMITED));
  }

  /** A kilobyte of JSON for every call, from the load's core. */
  get upstream(): Promise<ServerProcess> {
    return this.#once("upstream", async () => this.#servers.use(await startBareUpstream(this.folder)));
  }

  get bareProxy(): Promise<ServerProcess> {
    return this.#once("bareProxy", async () =>
      this.#servers.use(await startBareProxy(this.folder, (await this.upstream).url)),
    );
  }

  /** Like `limited`, in front of the upstream. */
  get gateway(): Promise<Populated> {
    return this.#once("gateway", async () => {
      const upstream = (await this.upstream).url.origin;
      const settings = {
        TOLLGATE_UPSTREAM_URL: upstream,
        TOLLGATE_UPSTREAM_API_KEY: "the licensed key ".padEnd(64, "x"),
      };
      return this.#populated("gateway", LIMITED, { settings });
    });
  }

  /** Like `limited`, and every answer waits for the disk. */
  get durable(): Promise<Populated> {
    const settings = { TOLLGATE_DURABILITY: "machine" };
    return this.#once("durable", () => this.#populated("durable", LIMITED, { settings }));
  }

  /** Like `limited`, on PostgreSQL beside the load, because it is a machine of its own where it is used. */
  get onPostgres(): Promise<Populated> {
    return this.#once("onPostgres", async () => {
      const database = await this.#newPostgres("load");
      return this.#populated("on-postgres", LIMITED, { database });
    });
  }

  /** Asks an empty answer at its first address, and the `limited` server's `/authorize` at its second. */
  get nginx(): Promise<Nginx> {
    return this.#once("nginx", async () => {
      const empty = this.#servers.use(await startBareServer(this.folder, 0));
      const authorize = new URL("/authorize?mode=nginx", (await this.limited).tollgate.url);
      const nginx = await startNginx(this.folder, [empty.url, authorize]);
      this.#servers.use(nginx.process);
      return nginx;
    });
  }

  get betterAuth(): Promise<Decider> {
    return this.#once("betterAuth", () => this.#decider(startBetterAuth(this.folder)));
  }

  get limiterInMemory(): Promise<Decider> {
    return this.#once("limiterInMemory", () => this.#decider(startRateLimiter(this.folder)));
  }

  limiterOnRedis(core: Core): Promise<Decider> {
    return this.#once(`limiterOnRedis ${core}`, async () => {
      const redis = this.#servers.use(await startRedis(this.folder, core));
      return this.#decider(startRateLimiter(this.folder, redis.url));
    });
  }

  limiterOnPostgres(core: Core): Promise<Decider> {
    return this.#once(`limiterOnPostgres ${core}`, async () =>
      this.#decider(startRateLimiter(this.folder, await this.#newPostgres(core))),
    );
  }

  get portkey(): Promise<ServerProcess> {
    return this.#once("portkey", async () => this.#servers.use(await startPortkey(this.folder)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers.disposeAsync();
  }

  async #newPostgres(core: Core): Promise<URL> {
    return this.#servers.use(await startPostgres(this.folder, core)).url;
  }

  async #decider(starting: Promise<Decider>): Promise<Decider> {
    const decider = await starting;
    this.#servers.use(decider.process);
    return decider;
  }

  async #populated(name: string, plan: SeedPlan, special: Special = {}): Promise<Populated> {
    console.error(`seeding ${name} …`);
    const folder = join(this.folder, name);
    const seeded = await seed(folder, plan);
    if (special.database !== undefined) await copyToPostgres(folder, special.database);
    const settings = {
      ...special.settings,
      ...(special.database !== undefined && { TOLLGATE_DATABASE_URL: special.database.href }),
    };
    const profileFolder = this.#profileFolder;
    const tollgate = await startTollgate({ folder, pepper: PEPPER, settings, profileFolder });
    this.#servers.use(tollgate);
    return { tollgate, keys: keysOf(plan), group: (id: string) => groupOf(seeded, id) };
  }

  #once<Thing>(name: string, start: () => Promise<Thing>): Promise<Thing> {
    const started = (this.#started.get(name) as Promise<Thing> | undefined) ?? start();
    this.#started.set(name, started);
    return started;
  }
}

function groupOf(seeded: Seeded, id: string): SeededGroup {
  const members = seeded.get(id);
  if (members === undefined) throw new Error(`Nothing was seeded for the group ${id}`);
  return { id, members };
}

function keysOf({ groups, keysPerUser }: SeedPlan): number {
  return groups.reduce((sum, { members }) => sum + members, 0) * keysPerUser;
}
