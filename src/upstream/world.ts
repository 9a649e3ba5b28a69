import { BoundedMap } from "./bounded-map.ts";
import { type FileHashes, hashesOf } from "./file-hashes.ts";
import { numberedUrl, UNIVERSE_SIZE, urlId } from "./universe.ts";

export interface Upload {
  readonly hashes: FileHashes;
  readonly size: number;
  readonly name: string;
  /** Kept of small files only. */
  readonly content: Buffer | undefined;
}

export interface PostedComment {
  readonly id: string;
  readonly text: string;
  /** Greater than that of every comment before. */
  readonly sequence: number;
}

const UPLOADS_MAX = 1000;
const REMEMBERED_MAX = 10_000;

/** What one demo was told since it started; everything else about its objects is derived. */
export class World {
  /** By id of the comment. */
  readonly comments = new BoundedMap<string, PostedComment>(REMEMBERED_MAX);
  /** Verdicts by `<collection>/<id>`. */
  readonly votes = new BoundedMap<string, string>(REMEMBERED_MAX);
  /** How often each analysis was asked for. */
  readonly polls = new BoundedMap<string, number>(REMEMBERED_MAX);
  readonly #uploads = new BoundedMap<string, Upload>(UPLOADS_MAX);
  readonly #sha256s = new BoundedMap<string, string>(2 * REMEMBERED_MAX);
  readonly #urls = new BoundedMap<string, string>(REMEMBERED_MAX);
  #ownUrls: ReadonlyMap<string, string> | undefined;
  #sequence = 0;

  /** Greater than all before. */
  nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  /** Returns whether it is the first upload of these bytes. */
  addUpload(upload: Upload): boolean {
    const isNew = !this.#uploads.has(upload.hashes.sha256);
    this.#uploads.set(upload.hashes.sha256, upload);
    this.rememberFile(upload.hashes);
    return isNew;
  }

  upload(sha256: string): Upload | undefined {
    return this.#uploads.get(sha256);
  }

  /** From now on the shorter hashes lead to this file, even if they would not by themselves. */
  rememberFile({ md5, sha1, sha256 }: FileHashes): void {
    this.#sha256s.set(md5, sha256);
    this.#sha256s.set(sha1, sha256);
  }

  hashes(name: string): FileHashes | undefined {
    const known = this.#sha256s.get(name.toLowerCase()) ?? name.toLowerCase();
    return this.#uploads.get(known)?.hashes ?? hashesOf(known);
  }

  /** Returns the URL's id, by which it is known from now on. */
  rememberUrl(url: string): string {
    const id = urlId(url);
    this.#urls.set(id, url);
    return id;
  }

  /** The URL of an id; the demo's own are always known, others once they were named. */
  url(id: string): string | undefined {
    this.#ownUrls ??= new Map(
      Array.from({ length: UNIVERSE_SIZE }, (_, n) => numberedUrl(n)).map((url) => [urlId(url), url]),
    );
    return this.#urls.get(id) ?? this.#ownUrls.get(id);
  }
}
