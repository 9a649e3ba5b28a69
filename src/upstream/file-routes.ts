import { fileAnalysisId, findAnalysis } from "./analyses.ts";
import { type Answer, json } from "./answer.ts";
import { behaviourSummary, findBehaviour, mitreTrees } from "./behaviours.ts";
import { download, downloadAddress, requireUploadToken, signedDownload, uploadAddress } from "./downloads.ts";
import { findFile } from "./files.ts";
import { type Find, objectRoutes, opinionRoutes, show } from "./object-routes.ts";
import { addressOf, descriptor } from "./present.ts";
import type { DemoRequest } from "./request.ts";
import type { DemoRoute } from "./router.ts";
import { LARGE_UPLOAD_BYTES_MAX, receiveFile, SMALL_UPLOAD_BYTES_MAX } from "./uploads.ts";

const PRIVATE_ANALYSES = "private/analyses";

const file: Find = ({ world }, id) => findFile(world, id);
const privateFile: Find = ({ world }, id) => findFile(world, id, "private/files");

/** Below /api/v3. */
export const FILE_ROUTES: readonly DemoRoute[] = [
  ["POST", "/files", (request) => receiveFile(request, SMALL_UPLOAD_BYTES_MAX)],
  ["GET", "/files/upload_url", (request) => uploadAddress(request, false)],
  ["GET", "/files/{id}/download", (request, { id = "" }) => downloadOrRedirect(request, id)],
  ["GET", "/files/{id}/download_url", (request, { id = "" }) => json({ data: downloadAddress(request, id) })],
  ["POST", "/files/{id}/analyse", (request, { id = "" }) => analyse(request, id)],
  [
    "GET",
    "/files/{id}/behaviour_summary",
    (request, { id = "" }) => json({ data: behaviourSummary(file(request, id).id) }),
  ],
  [
    "GET",
    "/files/{id}/behaviour_mitre_trees",
    (request, { id = "" }) => json({ data: mitreTrees(file(request, id).id) }),
  ],
  ...objectRoutes("/files", file),
  ...opinionRoutes("/files", file),
  ["GET", "/file_behaviours/{id}", show((_request, id) => findBehaviour(id))],
  ["POST", "/private/files", (request) => receiveFile(request, SMALL_UPLOAD_BYTES_MAX, PRIVATE_ANALYSES)],
  ["GET", "/private/files/upload_url", (request) => uploadAddress(request, true)],
  ...objectRoutes("/private/files", privateFile),
];

/** Addresses for large files, which the demo gives out itself. */
export const UPLOAD_ROUTES: readonly DemoRoute[] = [
  [
    "POST",
    "/_ah/upload/{token}/",
    (request, { token = "" }) => {
      requireUploadToken(request, token, false);
      return receiveFile(request, LARGE_UPLOAD_BYTES_MAX);
    },
  ],
  [
    "POST",
    "/_ah/upload/private/{token}/",
    (request, { token = "" }) => {
      requireUploadToken(request, token, true);
      return receiveFile(request, LARGE_UPLOAD_BYTES_MAX, PRIVATE_ANALYSES);
    },
  ],
];

/** What answers without a key: the address is the secret. */
export const SIGNED_ROUTES: readonly DemoRoute[] = [
  ["GET", "/samples/{sha256}", (request, { sha256 = "" }) => signedDownload(request, sha256)],
];

function downloadOrRedirect(request: DemoRequest, id: string): Answer {
  if (!request.redirectsDownloads) return download(request, id);
  return { status: 302, headers: { location: downloadAddress(request, id) }, body: Buffer.alloc(0) };
}

function analyse(request: DemoRequest, name: string): Answer {
  const id = fileAnalysisId(request.world, file(request, name).id);
  request.world.polls.delete(id);
  const analysis = findAnalysis(request, id, "analyses");
  return json({ data: { ...descriptor(analysis), links: { self: addressOf(request, analysis) } } });
}
