import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { moveToLoadCore } from "./cores.ts";
import { type Figure, holds } from "./figure.ts";
import { authenticate } from "./figures/authenticate.ts";
import { authorize } from "./figures/authorize.ts";
import { authorizePostgres } from "./figures/authorize-postgres.ts";
import { gateway } from "./figures/gateway.ts";
import { groupUsage } from "./figures/group-usage.ts";
import { listMembers } from "./figures/list-members.ts";
import { memory } from "./figures/memory.ts";
import { memoryLoad } from "./figures/memory-load.ts";
import { readUser } from "./figures/read-user.ts";
import { start } from "./figures/start.ts";
import { line, surroundings, table } from "./report.ts";
import { Stage } from "./stage.ts";

const { values: options } = parseArgs({
  options: {
    /** Comma-separated names of figures; all unless given. */
    only: { type: "string" },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "2" },
    /** That memory is watched over. */
    calls: { type: "string", default: "1000000" },
    json: { type: "string" },
    /** A folder for CPU profiles of our servers, which run slower then. */
    "cpu-prof": { type: "string" },
  },
});
const repetition = { rounds: Number(options.rounds), roundMs: Number(options.seconds) * 1000 };

const FIGURES: Readonly<Record<string, (stage: Stage) => Promise<Figure[]>>> = {
  start: ({ folder }) => start({ folder, ...repetition }),
  "read-user": async (stage) => {
    const { tollgate, group } = await stage.large;
    return readUser({ tollgate, bare: await stage.bare, members: group("crowd").members, ...repetition });
  },
  "list-members": async (stage) => {
    const { tollgate, group } = await stage.large;
    return listMembers({ tollgate, large: group("crowd"), small: group("team"), ...repetition });
  },
  authenticate: async (stage) => {
    const [many, few] = [await stage.large, await stage.small];
    return authenticate({
      many: { ...many, owners: many.group("crowd").members },
      few: { ...few, owners: few.group("few").members },
      ...repetition,
    });
  },
  "group-usage": async (stage) => {
    const { tollgate, group } = await stage.large;
    return groupUsage({ tollgate, group: group("company"), ...repetition });
  },
  memory: async (stage) => {
    const { tollgate, group } = await stage.large;
    return memory({ tollgate, users: group("crowd").members, ...repetition });
  },
  authorize: async (stage) => {
    const { tollgate, group } = await stage.limited;
    const bare = await stage.bare;
    return authorize({ tollgate, bare, members: group("team").members, atLeast: 0.75, ...repetition });
  },
  "authorize-many": async (stage) => {
    const { tollgate, group } = await stage.limited;
    const bare = await stage.bare;
    return authorize({ tollgate, bare, members: group("company").members, atLeast: 0.7, ...repetition });
  },
  "authorize-postgres": async (stage) => {
    const [sqlite, postgres] = [await stage.limited, await stage.onPostgres];
    return authorizePostgres({
      sqlite: { ...sqlite, members: sqlite.group("team").members },
      postgres: { ...postgres, members: postgres.group("team").members },
      ...repetition,
    });
  },
  "memory-load": async (stage) => {
    const { tollgate, group } = await stage.limited;
    return memoryLoad({ tollgate, members: group("company").members, calls: Number(options.calls) });
  },
  gateway: async (stage) => {
    const { tollgate, group } = await stage.gateway;
    const [bare, upstream] = [await stage.bareProxy, await stage.upstream];
    return gateway({ tollgate, bare, upstream, members: group("team").members, ...repetition });
  },
};

process.exitCode = await run(options.only?.split(",") ?? Object.keys(FIGURES));

/** Prints every figure; the exit code is 1 when one of them does not hold. */
async function run(names: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-bench-"));
  try {
    const before = surroundings();
    const figures = await measure(folder, names);
    console.log(`${table(figures)}\n${JSON.stringify(before)}`);
    if (options.json !== undefined) {
      writeFileSync(options.json, `${JSON.stringify({ ...before, figures }, undefined, 2)}\n`);
    }
    return figures.every(holds) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(folder: string, names: readonly string[]): Promise<readonly Figure[]> {
  moveToLoadCore();
  await using stage = new Stage(folder, options["cpu-prof"]);
  const figures: Figure[] = [];
  for (const name of names) {
    const figure = FIGURES[name];
    if (figure === undefined) throw new Error(`There is no figure "${name}", only ${Object.keys(FIGURES)}`);
    const measured = await figure(stage);
    // Somebody who watches sees each figure as soon as it is there.
    console.error(measured.map(line).join("\n"));
    figures.push(...measured);
  }
  return figures;
}
