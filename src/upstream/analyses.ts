import { Derived } from "./derived.ts";
import { fileItem, sizeOf } from "./files.ts";
import type { Item } from "./item.ts";
import type { DemoRequest } from "./request.ts";
import { notFound } from "./upstream-error.ts";
import { urlItem } from "./urls.ts";
import { noVerdicts, verdictsOf } from "./verdicts.ts";
import type { World } from "./world.ts";

const STATUSES_UNDER_WAY = ["queued", "in-progress"] as const;

export interface Analysis extends Item {
  /** What is analysed. */
  readonly subject: Item;
}

/** The analysis that follows from a file; ids look as VirusTotal's do. */
export function fileAnalysisId(world: World, sha256: string): string {
  const hashes = world.hashes(sha256);
  if (hashes === undefined) throw notFound("File", sha256);
  world.rememberFile(hashes);
  const { md5 } = hashes;
  return Buffer.from(`${md5}:${new Derived("analysis", md5).time("date")}`).toString("base64");
}

export function urlAnalysisId(id: string): string {
  return `u-${id}-${new Derived("analysis", id).time("date")}`;
}

/** Raises NotFoundError for an id that the demo would never have given out. Every look brings it closer to its end. */
export function pollAnalysis(request: DemoRequest, id: string, collection: string): Analysis {
  const analysis = findAnalysis(request, id, collection);
  const { world } = request;
  world.polls.set(id, (world.polls.get(id) ?? 0) + 1);
  return analysis;
}

export function findAnalysis(request: DemoRequest, id: string, collection: string): Analysis {
  const { world } = request;
  const subject = subjectOf(world, id, collection.startsWith("private/"));
  if (subject === undefined) throw notFound("Analysis", id);
  return {
    type: collection === "analyses" ? "analysis" : "private_analysis",
    collection,
    id,
    subject,
    attributes() {
      // The look that is being answered counts already.
      const left = request.pollsUntilCompleted - (world.polls.get(id) ?? 1) + 1;
      const isCompleted = left <= 0;
      const under = left === request.pollsUntilCompleted ? 0 : 1;
      const derived = new Derived(subject.type === "url" ? "url" : "file", subject.id);
      const { stats, results } = isCompleted
        ? verdictsOf(derived, subject.type === "url" ? "site" : "file")
        : noVerdicts();
      return {
        date: Number(/\d{10}$/.exec(isUrlAnalysis(id) ? id : decode(id))?.[0]),
        status: isCompleted ? "completed" : STATUSES_UNDER_WAY[under],
        stats,
        results,
      };
    },
  };
}

/** What VirusTotal adds beside the object. */
export function analysisMeta({ world }: DemoRequest, { subject }: Analysis): object {
  if (subject.type === "url") return { url_info: { id: subject.id, url: world.url(subject.id) } };
  const size = sizeOf(subject.id, world.upload(subject.id));
  return { file_info: { ...world.hashes(subject.id), size } };
}

function subjectOf(world: World, id: string, isPrivate: boolean): Item | undefined {
  const prefix = isPrivate ? "private/" : "";
  if (isUrlAnalysis(id)) {
    const urlId = id.slice(2, 66);
    const url = world.url(urlId);
    return url === undefined || urlAnalysisId(urlId) !== id ? undefined : urlItem(world, url);
  }
  const hashes = world.hashes(decode(id).slice(0, 32));
  if (hashes === undefined || fileAnalysisId(world, hashes.sha256) !== id) return undefined;
  return fileItem(world, hashes, `${prefix}files`);
}

function isUrlAnalysis(id: string): boolean {
  return /^u-[0-9a-f]{64}-\d{10}$/.test(id);
}

function decode(id: string): string {
  return Buffer.from(id, "base64").toString("latin1");
}
