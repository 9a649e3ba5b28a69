import type { Transform } from "node:stream";
import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzipSync,
  inflateSync,
} from "node:zlib";

const KIB = 1024;
/** What is held back is small; what becomes larger than this is no honest answer. */
const DECODED_BYTES_MAX = 8192 * KIB;
const LIMIT = { maxOutputLength: DECODED_BYTES_MAX };

interface Coding {
  decode(bytes: Buffer): Buffer;
  decoder(): Transform;
}

const GZIP: Coding = { decode: (bytes) => gunzipSync(bytes, LIMIT), decoder: createGunzip };
const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: GZIP,
  "x-gzip": GZIP,
  deflate: { decode: (bytes) => inflateSync(bytes, LIMIT), decoder: createInflate },
  br: { decode: (bytes) => brotliDecompressSync(bytes, LIMIT), decoder: createBrotliDecompress },
};

export const GZIP_FAST = { level: constants.Z_BEST_SPEED };

/** Whether a body in this coding, undefined for none, can be looked into. */
export function isDecodable(coding: string | undefined): boolean {
  return coding === undefined || Object.hasOwn(CODINGS, coding);
}

/** The bytes as they were before they were encoded. Raises what zlib raises, also for too many of them. */
export function decode(coding: string | undefined, bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  return (coding === undefined ? undefined : CODINGS[coding])?.decode(bytes) ?? bytes;
}

/** undefined when there is nothing to decode. */
export function decoderOf(coding: string | undefined): Transform | undefined {
  return coding === undefined ? undefined : CODINGS[coding]?.decoder();
}
