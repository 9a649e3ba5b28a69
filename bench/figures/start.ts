import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "../figure.ts";
import { PEPPER } from "../seed.ts";
import { startTollgate } from "../server-process.ts";
import { inTurn, median } from "../statistics.ts";

export interface StartSpec {
  /** An empty folder for the data and the compile caches. */
  readonly folder: string;
  readonly rounds: number;
}

/** From starting the process to its first answer, on a database that it finds and with its code compiled before. */
export async function start({ folder, rounds }: StartSpec): Promise<Figure[]> {
  const firsts = await inTurn(rounds, (round) => firstAnswerSeconds(join(folder, `start-${round}`)));
  const again = await inTurn(rounds, (round) => firstAnswerSeconds(join(folder, `start-${round}`)));
  return [
    {
      name: "Start to first answer",
      value: median(again),
      unit: "s",
      must: { atMost: 1 },
      rounds: again,
      details: { "very first start: nothing compiled, no database, s": median(firsts) },
    },
  ];
}

async function firstAnswerSeconds(folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const startMs = performance.now();
  await using server = await startTollgate({
    folder,
    pepper: PEPPER,
    compileCache: join(folder, "compile-cache"),
  });
  const response = await fetch(new URL("/readyz", server.url));
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`The first answer has status ${response.status}`);
  return (performance.now() - startMs) / 1000;
}
