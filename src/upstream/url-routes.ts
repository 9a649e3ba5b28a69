import { findAnalysis, urlAnalysisId } from "./analyses.ts";
import { type Answer, json } from "./answer.ts";
import { ReceivedForm } from "./form.ts";
import { type Find, objectRoutes, opinionRoutes } from "./object-routes.ts";
import { addressOf, descriptor } from "./present.ts";
import { type DemoRequest, readText } from "./request.ts";
import type { DemoRoute } from "./router.ts";
import { findUrl, parseSubmittedUrl, urlItem } from "./urls.ts";

const url: Find = ({ world }, id) => findUrl(world, id);

/** Below /api/v3. */
export const URL_ROUTES: readonly DemoRoute[] = [
  ["POST", "/urls", (request) => submit(request, "analyses")],
  ["POST", "/urls/{id}/analyse", (request, { id = "" }) => analyse(request, url(request, id).id, "analyses")],
  ...objectRoutes("/urls", url),
  ...opinionRoutes("/urls", url),
  ["POST", "/private/urls", (request) => submit(request, "private/analyses")],
];

/** Takes a form of either kind. */
async function submit(request: DemoRequest, collection: string): Promise<Answer> {
  const text = await readText(request.message);
  const { id } = urlItem(request.world, parseSubmittedUrl(fieldOf(request, text)));
  return analyse(request, id, collection);
}

function fieldOf({ headers }: DemoRequest, text: string): string | null {
  const contentType = headers["content-type"];
  if (contentType?.startsWith("multipart/") !== true) return new URLSearchParams(text).get("url");
  const chunks: Buffer[] = [];
  const form = new ReceivedForm(headers, ({ name }) => (bytes) => {
    if (name === "url") chunks.push(bytes);
  });
  form.push(Buffer.from(text));
  return Buffer.concat(chunks).toString();
}

function analyse(request: DemoRequest, subjectId: string, collection: string): Answer {
  const id = urlAnalysisId(subjectId);
  request.world.polls.delete(id);
  const analysis = findAnalysis(request, id, collection);
  return json({ data: { ...descriptor(analysis), links: { self: addressOf(request, analysis) } } });
}
