import { createHash } from "node:crypto";
import { fileAnalysisId } from "./analyses.ts";
import { type Answer, json } from "./answer.ts";
import { ReceivedForm } from "./form.ts";
import type { DemoRequest } from "./request.ts";
import { UpstreamError } from "./upstream-error.ts";
import type { Upload } from "./world.ts";

const MIB = 1024 * 1024;

/** VirusTotal's two limits: for an upload to the usual address, and to one that was asked for. */
export const SMALL_UPLOAD_BYTES_MAX = 32 * MIB;
export const LARGE_UPLOAD_BYTES_MAX = 650 * MIB;

/** Small files are kept, so that a download gives back what was uploaded. */
const KEPT_BYTES_MAX = 32 * 1024;

/** Tells whether these bytes were new, in the header that the gateway's rules look at; VirusTotal has none such. */
const NEW_FILE_HEADER = "x-new-file";

/** Receives a file and answers with its analysis. */
export async function receiveFile(
  request: DemoRequest,
  bytesMax: number,
  collection = "analyses",
): Promise<Answer> {
  const upload = await readUpload(request, bytesMax);
  const isNew = request.world.addUpload(upload);
  const id = fileAnalysisId(request.world, upload.hashes.sha256);
  request.world.polls.delete(id);
  const type = collection === "analyses" ? "analysis" : "private_analysis";
  const self = `${request.baseUrl}/api/v3/${collection}/${encodeURIComponent(id)}`;
  return json({ data: { type, id, links: { self } } }, { [NEW_FILE_HEADER]: String(isNew) });
}

/** Hashes the file while it streams past, in constant memory; raises BadRequestError where there is none. */
async function readUpload(request: DemoRequest, bytesMax: number): Promise<Upload> {
  const file = new ReceivedFile(bytesMax);
  const form = new ReceivedForm(request.headers, ({ name, filename }) => {
    if (name !== "file") return () => {};
    file.begin(filename ?? "unknown");
    return (bytes) => file.add(bytes);
  });
  for await (const chunk of request.message as AsyncIterable<Buffer>) form.push(chunk);
  form.end();
  return file.end();
}

class ReceivedFile {
  readonly #hashes = [createHash("md5"), createHash("sha1"), createHash("sha256")] as const;
  readonly #bytesMax: number;
  #name: string | undefined;
  #size = 0;
  #kept: Buffer[] = [];

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  begin(name: string): void {
    if (this.#name !== undefined)
      throw new UpstreamError("BadRequestError", 'There are two parts named "file"');
    this.#name = name;
  }

  add(bytes: Buffer): void {
    this.#size += bytes.length;
    // What is too large is read to its end, or its sender would be cut off before it sees the answer.
    if (this.#size > this.#bytesMax) return;
    for (const hash of this.#hashes) hash.update(bytes);
    if (this.#size <= KEPT_BYTES_MAX) this.#kept.push(Buffer.from(bytes));
    else this.#kept = [];
  }

  end(): Upload {
    if (this.#name === undefined) throw new UpstreamError("BadRequestError", 'There is no part named "file"');
    if (this.#size > this.#bytesMax) {
      const sentence = `The file is larger than ${this.#bytesMax / MIB} MB; see /files/upload_url for larger files`;
      throw new UpstreamError("BadRequestError", sentence, 413);
    }
    const [md5, sha1, sha256] = this.#hashes;
    return {
      hashes: { md5: md5.digest("hex"), sha1: sha1.digest("hex"), sha256: sha256.digest("hex") },
      size: this.#size,
      name: this.#name,
      content: this.#size <= KEPT_BYTES_MAX ? Buffer.concat(this.#kept) : undefined,
    };
  }
}
