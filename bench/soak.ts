// Not one of the figures: it takes minutes. It shows whether the server's memory stays where it is over a million calls:
//   node bench/soak.ts [--calls 1000000] [--members 10000]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { moveToLoadCore } from "./cores.ts";
import { getRequest, Load, once } from "./load.ts";
import { PEPPER, type SeededUser, seed } from "./seed.ts";
import { startTollgate } from "./server-process.ts";

const CONNECTIONS = 64;
const SAMPLES = 20;
const MIB = 1024 * 1024;
/** Of the second half of the calls; by then every cache holds what it may hold. */
const GROWTH_MIB_MAX = 10;
const PATH = "/authorize/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

const { values: options } = parseArgs({
  options: {
    calls: { type: "string", default: "1000000" },
    members: { type: "string", default: "10000" },
  },
});

const folder = mkdtempSync(join(tmpdir(), "tollgate-soak-"));
try {
  process.exitCode = await soak(Number(options.calls), Number(options.members));
} finally {
  rmSync(folder, { recursive: true });
}

/** Prints the memory as it goes; the exit code is 1 when it grew although nothing new was seen. */
async function soak(calls: number, members: number): Promise<number> {
  moveToLoadCore();
  const seeded = await seed(folder, { keysPerUser: 1, groups: [{ id: "team", members }], areLimited: true });
  const requests = (seeded.get("team") ?? []).map(requestOf);
  await using server = await startTollgate({ folder, pepper: PEPPER });
  using load = await Load.connect(server.url, CONNECTIONS);
  const sizes: number[] = [];
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    const { perSecond } = await load.run(once(share(requests, Math.round(calls / SAMPLES))));
    const mib = server.residentBytes / MIB;
    sizes.push(mib);
    const done = Math.round((calls / SAMPLES) * sample).toLocaleString("en-US");
    console.log(
      `${done.padStart(12)} calls  ${mib.toFixed(1).padStart(6)} MiB  ${Math.round(perSecond)} a second`,
    );
  }
  const [middle = 0, last = 0] = [sizes[SAMPLES / 2 - 1], sizes.at(-1)];
  const growth = last - middle;
  console.log(`Growth over the second half: ${growth.toFixed(1)} MiB; at most ${GROWTH_MIB_MAX} is flat.`);
  return growth <= GROWTH_MIB_MAX ? 0 : 1;
}

function requestOf({ apikey }: SeededUser): Buffer {
  return getRequest(PATH, { "x-apikey": apikey });
}

/** That many of the requests, which are sent over and over. */
function share(requests: readonly Buffer[], count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, index) => requests[index % requests.length] ?? Buffer.alloc(0));
}
