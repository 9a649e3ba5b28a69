import { Transform, type TransformCallback } from "node:stream";
import { createGzip } from "node:zlib";
import { compress } from "../base/compression.ts";
import { decoderOf, GZIP_FAST } from "./content-coding.ts";
import { unreadable } from "./failures.ts";
import { KeyMask } from "./key-mask.ts";
import { type Bases, LinkRewriter } from "./rewrite.ts";

/** How a body is looked into: text for the upstream's key, JSON for its links as well. */
export interface BodyPlan {
  readonly key: string;
  /** undefined for what is no JSON. */
  readonly bases: Bases | undefined;
  /** The coding that it comes in. */
  readonly coding: string | undefined;
  readonly takesGzip: boolean;
}

export interface Body {
  readonly bytes: Buffer;
  readonly coding: string | undefined;
}

/** Does it to a whole body, given both as it came and decoded. Raises FailedDependencyError for a link without end. */
export function passWhole(
  { key, bases, coding, takesGzip }: BodyPlan,
  bytes: Buffer,
  decoded: Buffer,
): Body | Promise<Body> {
  const passage = new Passage(key, bases);
  const out = readably(() => passage.pass(decoded));
  // VirusTotal's Go client takes an empty answer only when its length says so.
  if (!takesGzip || out.length === 0) return { bytes: out, coding: undefined };
  if (coding === "gzip" && !passage.hasChanged) return { bytes, coding };
  return compressed(out);
}

async function compressed(bytes: Buffer): Promise<Body> {
  return { bytes: await compress(bytes), coding: "gzip" };
}

/** Does it to a body that passes: the streams that it goes through, none of which keeps much of it. */
export function passageStreams({ key, bases, coding, takesGzip }: BodyPlan): Transform[] {
  const passage = new Passage(key, bases);
  const through = new Transform({
    transform: (chunk: Buffer, _encoding, done) => attempt(done, () => passage.push(chunk)),
    flush: (done) => attempt(done, () => passage.end()),
  });
  const decoder = decoderOf(coding);
  return [...(decoder ? [decoder] : []), through, ...(takesGzip ? [createGzip(GZIP_FAST)] : [])];
}

/** Whether a whole JSON text is none at first sight: it was cut off, or is something else altogether. */
export function isTornJson(bytes: Buffer): boolean {
  const last = bytes.findLast((byte) => !WHITE_SPACE.has(byte));
  const first = bytes.find((byte) => !WHITE_SPACE.has(byte)) ?? 0;
  if (first === OPEN_BRACE) return last !== CLOSE_BRACE;
  if (first === OPEN_BRACKET) return last !== CLOSE_BRACKET;
  return !/["\-\dtfn]/.test(String.fromCharCode(first));
}

/** Raises FailedDependencyError for what zlib or the rewriter cannot read. */
export function readably<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(error);
  }
}

const WHITE_SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Key and links in a row. */
class Passage {
  readonly #mask: KeyMask;
  readonly #rewriter: LinkRewriter | undefined;

  constructor(key: string, bases: Bases | undefined) {
    this.#mask = new KeyMask(key);
    this.#rewriter = bases === undefined ? undefined : new LinkRewriter(bases);
  }

  get hasChanged(): boolean {
    return this.#mask.hasChanged || this.#rewriter?.hasChanged === true;
  }

  push(chunk: Buffer): Buffer {
    const masked = this.#mask.push(chunk);
    return this.#rewriter === undefined ? masked : this.#rewriter.push(masked);
  }

  end(): Buffer {
    const masked = this.#mask.end();
    if (this.#rewriter === undefined) return masked;
    return Buffer.concat([this.#rewriter.push(masked), this.#rewriter.end()]);
  }

  /** A whole body, which may be changed in place. */
  pass(bytes: Buffer): Buffer {
    this.#mask.overwrite(bytes);
    if (this.#rewriter === undefined) return bytes;
    const out = this.#rewriter.push(bytes);
    const rest = this.#rewriter.end();
    if (!this.#rewriter.hasChanged) return bytes;
    return rest.length === 0 ? out : Buffer.concat([out, rest]);
  }
}

function attempt(done: TransformCallback, act: () => Buffer): void {
  try {
    done(null, act());
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}
