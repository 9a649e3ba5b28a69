import { notFound } from "../model/errors.ts";
import { type Classified, Classifier } from "./classify.ts";
import { LOCAL_NOUNS } from "./rules/local.ts";
import type { Target } from "./target.ts";
import type { Upstreams } from "./upstreams.ts";

const VIRUSTOTAL_SEGMENTS = 2;
const LOCAL: ReadonlySet<string> = new Set(LOCAL_NOUNS);

/**
 * What calls cost that another proxy passes on: below the prefix of an upstream what its rules say, below
 * /api/v3 what VirusTotal's do even without an upstream, and elsewhere one request.
 */
export class Prices {
  readonly #upstreams: Upstreams;
  readonly #virusTotal: Classifier;
  readonly #elsewhere = new Classifier([]);

  constructor(upstreams: Upstreams, virusTotal: Classifier) {
    this.#upstreams = upstreams;
    this.#virusTotal = virusTotal;
  }

  /** Raises NotFoundError for what is answered here alone: elsewhere it would be the licence holder's account. */
  classify(method: string, { segments, path }: Target): Classified {
    const isVirusTotals = segments[0] === "api" && segments[1] === "v3";
    const found = this.#find(method, segments, isVirusTotals);
    // Another server may not care for the case of a path.
    const isLocal = isVirusTotals && LOCAL.has((segments[VIRUSTOTAL_SEGMENTS] ?? "").toLowerCase());
    if (found.isLocal || isLocal) throw notFound("Resource", path);
    return found;
  }

  #find(method: string, segments: readonly string[], isVirusTotals: boolean): Classified {
    const upstream = this.#upstreams.find(segments);
    if (upstream !== undefined) {
      return upstream.classifier.classify(method, segments, upstream.prefixSegments.length);
    }
    if (isVirusTotals) return this.#virusTotal.classify(method, segments, VIRUSTOTAL_SEGMENTS);
    return this.#elsewhere.classify(method, segments);
  }
}
