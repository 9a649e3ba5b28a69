import { hash } from "node:crypto";
import { secretsEqual, sign, verifySignature } from "../base/secrets.ts";
import { type Answer, json } from "./answer.ts";
import { findFile, sizeOf } from "./files.ts";
import type { DemoRequest } from "./request.ts";
import { UpstreamError } from "./upstream-error.ts";

const BLOCK_BYTES = 64 * 1024;
const UPLOAD_PURPOSE = "large upload";
const DOWNLOAD_PURPOSE = "download";

/** Where a large file may be sent; outside of /api/v3, as VirusTotal's is. */
export function uploadAddress({ baseUrl, key }: DemoRequest, isPrivate: boolean): Answer {
  const token = uploadToken(key, isPrivate);
  return json({ data: `${baseUrl}/_ah/upload/${isPrivate ? "private/" : ""}${token}/` });
}

/** Raises NotFoundError for an upload address that was never given out. */
export function requireUploadToken({ key }: DemoRequest, token: string, isPrivate: boolean): void {
  if (!secretsEqual(token, uploadToken(key, isPrivate))) {
    throw new UpstreamError("NotFoundError", "Upload address not found");
  }
}

/** Where the file can be had without a key by whoever has the address, as with VirusTotal's. */
export function downloadAddress(request: DemoRequest, name: string): string {
  const { id } = findFile(request.world, name);
  return `${request.baseUrl}/samples/${id}?Signature=${sign(request.key, DOWNLOAD_PURPOSE, id)}`;
}

export function signedDownload(request: DemoRequest, sha256: string): Answer {
  const signature = request.query.get("Signature") ?? "";
  if (!verifySignature(request.key, DOWNLOAD_PURPOSE, sha256, signature)) {
    throw new UpstreamError("ForbiddenError", "The signature does not match");
  }
  return download(request, sha256);
}

/** The file's bytes: those uploaded where they were kept, otherwise made up, but as many as its size says. */
export function download({ world }: DemoRequest, name: string): Answer {
  const { id } = findFile(world, name);
  const upload = world.upload(id);
  const headers = {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="${id}"`,
  };
  if (upload?.content !== undefined) return { status: 200, headers, body: upload.content };
  const length = sizeOf(id, upload);
  return { status: 200, headers, body: { length, chunks: () => madeUpBytes(id, length) } };
}

function* madeUpBytes(sha256: string, length: number): Generator<Buffer> {
  const block = Buffer.alloc(BLOCK_BYTES, hash("sha512", sha256, "buffer"));
  for (let left = length; left > 0; left -= BLOCK_BYTES) {
    yield left < BLOCK_BYTES ? block.subarray(0, left) : block;
  }
}

function uploadToken(key: string, isPrivate: boolean): string {
  return sign(key, UPLOAD_PURPOSE, isPrivate ? "private" : "public");
}
