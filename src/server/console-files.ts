import { hash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { acceptsCoding } from "../base/compression.ts";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/** Best first: the build has put each beside the file, where it is worth having. */
const CODINGS = [
  { coding: "br", ending: ".br" },
  { coding: "gzip", ending: ".gz" },
] as const;

export interface EncodedBytes {
  readonly bytes: Buffer;
  /** Undefined: as it is. */
  readonly coding: "br" | "gzip" | undefined;
}

export interface ConsoleFile {
  readonly contentType: string;
  readonly etag: string;
  encodedFor(acceptEncoding: string | undefined): EncodedBytes;
}

/** The files of a built console. Each is read when it is first asked for, and only those that were there at the start. */
export class ConsoleFiles {
  readonly #folder: string;
  readonly #names: ReadonlySet<string>;
  readonly #basePath: string;
  readonly #read = new Map<string, ConsoleFile>();

  /** Undefined when there is no console in the folder. `basePath` begins and ends with a slash. */
  static in(folder: string, basePath: string): ConsoleFiles | undefined {
    if (!existsSync(join(folder, "index.html"))) return undefined;
    const names = globSync(["index.html", "assets/*"], { cwd: folder }).map((name) =>
      name.replaceAll(sep, "/"),
    );
    return new ConsoleFiles(folder, new Set(names), basePath);
  }

  private constructor(folder: string, names: ReadonlySet<string>, basePath: string) {
    this.#folder = folder;
    this.#names = names;
    this.#basePath = basePath;
  }

  get(name: string): ConsoleFile | undefined {
    const contentType = CONTENT_TYPES[name.slice(name.lastIndexOf(".") + 1)];
    // Nothing outside the list is read, so that no path leads out of the folder.
    if (contentType === undefined || !this.#names.has(name)) return undefined;
    const file = this.#read.get(name) ?? this.#open(name, contentType);
    this.#read.set(name, file);
    return file;
  }

  #open(name: string, contentType: string): ConsoleFile {
    const content = readFileSync(join(this.#folder, name));
    const isPage = name.endsWith(".html");
    const bytes = isPage ? this.#withBase(content) : content;
    const variants = CODINGS.filter(({ ending }) => !isPage && this.#names.has(name + ending)).map(
      ({ coding, ending }) => ({ coding, bytes: readFileSync(join(this.#folder, name + ending)) }),
    );
    return {
      contentType,
      etag: `"${hash("sha256", bytes, "base64url").slice(0, 22)}"`,
      encodedFor: (acceptEncoding) =>
        variants.find(({ coding }) => acceptsCoding(acceptEncoding, coding)) ?? { bytes, coding: undefined },
    };
  }

  /** Behind a proxy the console may be below a path, which everything in the page is relative to. */
  #withBase(page: Buffer): Buffer {
    const path = this.#basePath.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    return Buffer.from(page.toString().replace('<base href="/"', () => `<base href="${path}"`));
  }
}
