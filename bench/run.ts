import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { moveToLoadCore } from "./cores.ts";
import { type Figure, holds } from "./figure.ts";
import { authenticate } from "./figures/authenticate.ts";
import { groupUsage } from "./figures/group-usage.ts";
import { listMembers } from "./figures/list-members.ts";
import { memory } from "./figures/memory.ts";
import { readUser } from "./figures/read-user.ts";
import { start } from "./figures/start.ts";
import { line, surroundings, table } from "./report.ts";
import { PEPPER, type Seeded, type SeedPlan, seed } from "./seed.ts";
import { type ServerProcess, startBareServer, startTollgate } from "./server-process.ts";

const LARGE: SeedPlan = {
  keysPerUser: 10,
  groups: [
    { id: "crowd", members: 100_000 },
    { id: "company", members: 10_000, usageDays: 30 },
    { id: "team", members: 100 },
  ],
};
const SMALL: SeedPlan = { keysPerUser: 1, groups: [{ id: "few", members: 1000 }] };

const { values: options } = parseArgs({
  options: {
    /** Comma-separated names of figures; all unless given. */
    only: { type: "string" },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "2" },
    json: { type: "string" },
  },
});
const repetition = { rounds: Number(options.rounds), roundMs: Number(options.seconds) * 1000 };

interface Prepared {
  readonly folder: string;
  readonly bare: ServerProcess;
  readonly large: { readonly tollgate: ServerProcess; readonly seeded: Seeded };
  readonly small: { readonly tollgate: ServerProcess; readonly seeded: Seeded };
}

const FIGURES: Readonly<Record<string, (prepared: Prepared) => Promise<Figure[]>>> = {
  start: ({ folder }) => start({ folder, ...repetition }),
  "read-user": ({ bare, large }) =>
    readUser({ ...large, bare, members: group(large.seeded, "crowd").members, ...repetition }),
  "list-members": ({ large }) =>
    listMembers({
      ...large,
      large: group(large.seeded, "crowd"),
      small: group(large.seeded, "team"),
      ...repetition,
    }),
  authenticate: ({ large, small }) =>
    authenticate({
      many: { ...large, keys: keysOf(LARGE), owners: group(large.seeded, "crowd").members },
      few: { ...small, keys: keysOf(SMALL), owners: group(small.seeded, "few").members },
      ...repetition,
    }),
  "group-usage": ({ large }) =>
    groupUsage({ ...large, group: group(large.seeded, "company"), ...repetition }),
  memory: ({ large }) => memory({ ...large, users: group(large.seeded, "crowd").members, ...repetition }),
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
  console.error("seeding …");
  const [largeFolder, smallFolder] = [join(folder, "large"), join(folder, "small")];
  const seeded = { large: await seed(largeFolder, LARGE), small: await seed(smallFolder, SMALL) };
  await using bare = await startBareServer(folder);
  await using large = await startTollgate({ folder: largeFolder, pepper: PEPPER });
  await using small = await startTollgate({ folder: smallFolder, pepper: PEPPER });
  const prepared = {
    folder,
    bare,
    large: { tollgate: large, seeded: seeded.large },
    small: { tollgate: small, seeded: seeded.small },
  };
  const figures: Figure[] = [];
  for (const name of names) {
    const figure = FIGURES[name];
    if (figure === undefined) throw new Error(`There is no figure "${name}", only ${Object.keys(FIGURES)}`);
    const measured = await figure(prepared);
    // Somebody who watches sees each figure as soon as it is there.
    console.error(measured.map(line).join("\n"));
    figures.push(...measured);
  }
  return figures;
}

function group(seeded: Seeded, id: string) {
  return { id, members: seeded.get(id) ?? [] };
}

function keysOf({ groups, keysPerUser }: SeedPlan): number {
  return groups.reduce((sum, { members }) => sum + members, 0) * keysPerUser;
}
