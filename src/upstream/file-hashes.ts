import { Derived } from "./derived.ts";

export interface FileHashes {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
}

const MD5_LENGTH = 32;
const SHA1_LENGTH = 40;

/**
 * The three names of a file of which one is known. A longer name begins with the shorter one (veiled) and ends with
 * what follows from it, so that a name that was given out leads back to the same file without being remembered. Only
 * a SHA-1 or SHA-256 that comes from elsewhere has shorter names that do not lead back.
 */
export function hashesOf(name: string): FileHashes | undefined {
  const known = name.toLowerCase();
  if (!/^[0-9a-f]+$/.test(known)) return undefined;
  switch (known.length) {
    case MD5_LENGTH:
      return fromMd5(known);
    case SHA1_LENGTH:
      return fromSha1(known);
    case 64: {
      const sha1 = shorten(known, SHA1_LENGTH, "sha256 of sha1");
      if (sha1 !== undefined) return fromSha1(sha1);
      const md5 = shorten(known, MD5_LENGTH, "sha256 of md5");
      if (md5 !== undefined) return fromMd5(md5);
      const foreign = new Derived("file", known);
      return { md5: foreign.hex("md5", MD5_LENGTH), sha1: foreign.hex("sha1", SHA1_LENGTH), sha256: known };
    }
    default:
      return undefined;
  }
}

/** The demo's own n-th file. */
export function numberedFile(n: number): FileHashes {
  return fromMd5(new Derived("numbered file", n).hex("md5", MD5_LENGTH));
}

function fromMd5(md5: string): FileHashes {
  return {
    md5,
    sha1: lengthen(md5, SHA1_LENGTH, "sha1 of md5"),
    sha256: lengthen(md5, 64, "sha256 of md5"),
  };
}

function fromSha1(sha1: string): FileHashes {
  const md5 = shorten(sha1, MD5_LENGTH, "sha1 of md5");
  if (md5 !== undefined) return fromMd5(md5);
  return {
    md5: new Derived("file", sha1).hex("md5", MD5_LENGTH),
    sha1,
    sha256: lengthen(sha1, 64, "sha256 of sha1"),
  };
}

function lengthen(name: string, length: number, kind: string): string {
  return veil(name, kind) + new Derived(kind, name).hex("rest", length - name.length);
}

function shorten(name: string, length: number, kind: string): string | undefined {
  const shorter = veil(name.slice(0, length), kind);
  return lengthen(shorter, name.length, kind) === name ? shorter : undefined;
}

/** Its own inverse; without it a file's hashes would all begin alike, as no real file's do. */
function veil(hex: string, kind: string): string {
  const mask = BigInt(`0x${new Derived("veil").hex(kind, hex.length)}`);
  return (BigInt(`0x${hex}`) ^ mask).toString(16).padStart(hex.length, "0");
}
