import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { moveToLoadCore } from "./cores.ts";
import { type Figure, holds } from "./figure.ts";
import { FIGURES } from "./figure-list.ts";
import { line, surroundings, table } from "./report.ts";
import { Stage } from "./stage.ts";

const { values: options } = parseArgs({
  options: {
    /** Comma-separated names of figures; all unless given. */
    only: { type: "string" },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "2" },
    /** Over which memory is watched. */
    calls: { type: "string", default: "1000000" },
    json: { type: "string" },
    /** A folder for CPU profiles of our servers, which run slower then. */
    "cpu-prof": { type: "string" },
  },
});
const repetition = {
  rounds: Number(options.rounds),
  roundMs: Number(options.seconds) * 1000,
  calls: Number(options.calls),
};

process.exitCode = await run(options.only?.split(",") ?? readyFigures());

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
    const measured = await figure.make(stage, repetition);
    // Somebody who watches sees each figure as soon as it is there.
    console.error(measured.map(line).join("\n"));
    figures.push(...measured);
  }
  return figures;
}

function readyFigures(): readonly string[] {
  return Object.entries(FIGURES).flatMap(([name, { isReady }]) => {
    if (isReady?.() !== false) return [name];
    console.error(`${name} is left out; bench/setup installs what it needs`);
    return [];
  });
}
