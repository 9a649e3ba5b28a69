import { readdirSync, readFileSync } from "node:fs";
import { TICKS_PER_SECOND } from "./cores.ts";

/** Of one core; whoever else used more was part of what was measured. */
const OTHERS_SHARE_MAX = 0.08;
/** Times as many rounds as are wanted are tried at most. */
const TRIES = 4;
/** A cluster is no child of whoever started it. */
const CLUSTER = "/tollgate-postgres.";

/**
 * Rounds one after the other. One during which programs other than this one and its servers computed is done once more;
 * when there is no end of that, the least disturbed ones count.
 */
export async function quietRounds<Result>(
  count: number,
  act: () => Promise<Result>,
): Promise<readonly Result[]> {
  const rounds: { readonly result: Result; readonly othersShare: number; readonly at: number }[] = [];
  const quiet = () => rounds.filter(({ othersShare }) => othersShare <= OTHERS_SHARE_MAX).length;
  for (let at = 0; at < count * TRIES && quiet() < count; at += 1) {
    const before = { ms: performance.now(), others: othersSeconds() };
    const result = await act();
    const othersShare = ((othersSeconds() - before.others) * 1000) / (performance.now() - before.ms);
    if (othersShare > OTHERS_SHARE_MAX) {
      console.error(`other programs used ${Math.round(othersShare * 100)} % of a core during a round`);
    }
    rounds.push({ result, othersShare, at });
  }
  const least = rounds.toSorted((a, b) => a.othersShare - b.othersShare).slice(0, count);
  return least.toSorted((a, b) => a.at - b.at).map(({ result }) => result);
}

/** Processor time so far of everything but this process and what it started. */
function othersSeconds(): number {
  const processes = running();
  const ours = new Set([process.pid]);
  for (const { pid, isCluster } of processes) if (isCluster) ours.add(pid);
  // Parents have not always lower numbers than their children.
  for (let size = 0; size < ours.size; ) {
    size = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  const [, user = 0, nice = 0, system = 0] = readFileSync("/proc/stat", "utf8").split(/\s+/, 4).map(Number);
  const our = processes.filter(({ pid }) => ours.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0);
  return (user + nice + system - our) / TICKS_PER_SECOND;
}

function running() {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The second field is a name in brackets that may hold spaces.
      const fields = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ").map(Number);
      const [parent = 0, user = 0, system = 0] = [fields?.[1], fields?.[11], fields?.[12]];
      const isCluster = readFileSync(`/proc/${name}/cmdline`, "latin1").includes(CLUSTER);
      return [{ pid: Number(name), parent, ticks: user + system, isCluster }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
