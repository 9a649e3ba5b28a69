import { promisify } from "node:util";
import { constants, gzip, gzipSync } from "node:zlib";

const KIB = 1024;
/** Larger answers are compressed off the main thread. */
const SYNC_BYTES_MAX = 64 * KIB;
const OPTIONS = { level: constants.Z_BEST_SPEED };

const gzipAsync = promisify(gzip);

/** Whether an Accept-Encoding header admits gzip (RFC 9110, section 12.5.3); without one nothing is encoded. */
export function acceptsGzip(header: string | undefined): boolean {
  // VirusTotal's own clients send exactly this.
  if (header === undefined || header === "gzip") return header === "gzip";
  return acceptsCoding(header, "gzip");
}

/** Likewise for one of several codings that content may be at hand in. */
export function acceptsCoding(header: string | undefined, coding: "br" | "gzip"): boolean {
  if (header === undefined) return false;
  const qualities = new Map(header.toLowerCase().split(",").map(parseCoding));
  const quality = qualities.get(coding) ?? qualities.get(`x-${coding}`) ?? qualities.get("*") ?? 0;
  return quality > 0 && quality >= (qualities.get("identity") ?? 0);
}

export function compress(bytes: Buffer): Buffer | Promise<Buffer> {
  return bytes.length <= SYNC_BYTES_MAX ? gzipSync(bytes, OPTIONS) : gzipAsync(bytes, OPTIONS);
}

function parseCoding(text: string): readonly [coding: string, quality: number] {
  const [coding = "", ...parameters] = text.split(";").map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return [coding, quality === undefined ? 1 : Number(quality) || 0];
}
