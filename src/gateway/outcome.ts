import type { Transform } from "node:stream";
import { monotonicMs } from "../base/clock.ts";
import { AccessError } from "../model/errors.ts";
import type { ErrorCode } from "../names/error-codes.ts";
import { type Body, type BodyPlan, isTornJson, passageStreams, passWhole } from "./answer-body.ts";
import type { Answer } from "./answer-condition.ts";
import { type Classified, settledCharges } from "./classify.ts";
import { isDecodable } from "./content-coding.ts";
import { refusalOf, unreadable } from "./failures.ts";
import { answerHeaders, textOf } from "./headers.ts";
import type { HeldAnswer } from "./held-answer.ts";
import { envelopeOf } from "./replies.ts";
import type { RuleCharge } from "./rule.ts";
import type { Transfers } from "./transfers.ts";
import type { Upload } from "./upload.ts";
import type { Upstream } from "./upstream.ts";

/** What the answer depends on besides the upstream's. */
export interface OutcomeContext {
  readonly upstream: Upstream;
  readonly classified: Classified;
  /** The address that was called there. */
  readonly remoteUrl: () => string;
  /** What the call asked for, below the upstream's prefix; empty for a transfer. */
  readonly segments: readonly string[];
  readonly upload: Upload | undefined;
  readonly takesGzip: boolean;
  /** Scheme and authority that links to us begin with. */
  readonly baseUrl: () => string;
}

/** What is charged and answered. */
export interface Outcome {
  readonly charges: readonly RuleCharge[];
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: string[];
  /** The whole body; undefined when it passes through. */
  readonly body: Buffer | undefined;
  /** What a body that passes through goes through. */
  readonly streams: readonly Transform[];
}

type Passage = Pick<Outcome, "body" | "streams">;

/**
 * At once unless something must be compressed. Raises an AccessError for an answer that the caller does not
 * get, and for which he does not pay.
 */
export function outcomeOf(
  answer: HeldAnswer,
  context: OutcomeContext,
  transfers: Transfers,
): Outcome | Promise<Outcome> {
  requireGiven(answer);
  const { upstream, classified } = context;
  const json = answer.isComplete && answer.isJson && !answer.hasNoBody ? jsonOf(answer) : undefined;
  const value = json !== undefined && classified.readsJson ? parse(json) : undefined;
  noteFile(answer, context);
  const charges = settledCharges(classified, conditionView(answer, value, context));
  const headers = answerHeaders(answer.headers, upstream.key);
  addLocation(headers, answer, context, transfers);
  const outcome = { charges, status: answer.status, headers };
  if (answer.hasNoBody) {
    const length = textOf(answer.headers["content-length"]);
    // That of a text is another once it was looked into.
    if (length !== undefined && !answer.isText) headers.push("content-length", length);
    return { ...outcome, body: EMPTY, streams: [] };
  }
  if (answer.status >= 400 && !answer.isJson) return { ...outcome, ...inEnvelope(answer.status) };
  if (!answer.isText) return { ...outcome, ...untouched(answer, headers) };
  const passage = looked(answer, headers, context, transfers);
  if (passage instanceof Promise) return passage.then((passed) => ({ ...outcome, ...passed }));
  const { body, streams } = passage;
  return { ...outcome, body, streams };
}

const EMPTY = Buffer.alloc(0);
/** Of the rule for a file itself. */
const FILE_TEMPLATE = "/files/{id}";

function requireGiven(answer: HeldAnswer): void {
  const { status } = answer;
  if (status !== 401 && status !== 403 && status !== 429 && status < 500) return;
  const retryAfter = textOf(answer.headers["retry-after"]);
  const refusal = refusalOf({ status, retryAfter, message: answer.errorMessage() });
  if (refusal !== undefined) throw refusal;
}

function jsonOf(answer: HeldAnswer): Buffer {
  const json = answer.decoded();
  // VirusTotal answers some calls with nothing at all.
  if (json.length > 0 && isTornJson(json)) throw unreadable(new Error("the JSON is torn"));
  return json;
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch (error) {
    throw unreadable(error);
  }
}

function conditionView(
  { status, headers }: HeldAnswer,
  json: unknown,
  { upload, upstream }: OutcomeContext,
): Answer {
  return {
    status,
    header: (name) => textOf(headers[name]),
    json,
    isNewUpload: () => upstream.unknownFiles.take(upload?.file?.ids ?? [], monotonicMs()),
  };
}

/** Remembers of a file that was asked for whether the upstream knows it. */
function noteFile({ status, isJson }: HeldAnswer, { classified, segments, upstream }: OutcomeContext): void {
  if (classified.template !== FILE_TEMPLATE || !classified.retryable) return;
  if (status !== 200 && !(status === 404 && isJson)) return;
  upstream.unknownFiles.note(segments[1] ?? "", status === 200, monotonicMs());
}

function basesOf({ upstream, baseUrl }: OutcomeContext) {
  return { theirs: upstream.linkBases, ours: `${baseUrl()}${upstream.prefix}/` };
}

/** A body of text without the upstream's key, and with our links. */
function looked(
  answer: HeldAnswer,
  headers: string[],
  context: OutcomeContext,
  transfers: Transfers,
): Passage | Promise<Passage> {
  if (!isDecodable(answer.coding)) throw unreadable(new Error(`unknown content coding ${answer.coding}`));
  const plan: BodyPlan = {
    key: context.upstream.key,
    bases: answer.isJson ? basesOf(context) : undefined,
    coding: answer.coding,
    takesGzip: context.takesGzip,
  };
  headers.push("vary", "Accept-Encoding");
  if (!answer.isComplete) {
    if (isHandedOut(context, answer)) throw unreadable(new Error("an address of too many characters"));
    if (plan.takesGzip) headers.push("content-encoding", "gzip");
    return { body: undefined, streams: passageStreams(plan) };
  }
  const text = answer.decoded();
  const own = isHandedOut(context, answer) ? withOwnAddress(text, context, transfers) : text;
  const body =
    own === text ? passWhole(plan, answer.take(), text) : passWhole({ ...plan, coding: undefined }, own, own);
  return body instanceof Promise ? body.then((passed) => whole(passed, headers)) : whole(body, headers);
}

function whole({ bytes, coding }: Body, headers: string[]): Passage {
  if (coding !== undefined) headers.push("content-encoding", coding);
  headers.push("content-length", String(bytes.length));
  return { body: bytes, streams: [] };
}

/** What is neither JSON nor text leaves as it came. */
function untouched(answer: HeldAnswer, headers: string[]): Passage {
  if (answer.coding !== undefined) headers.push("content-encoding", answer.coding);
  if (answer.isComplete) {
    const body = answer.take();
    headers.push("content-length", String(body.length));
    return { body, streams: [] };
  }
  const length = textOf(answer.headers["content-length"]);
  if (length !== undefined) headers.push("content-length", length);
  return { body: undefined, streams: [] };
}

const CODES: Readonly<Record<number, ErrorCode>> = { 404: "NotFoundError", 409: "AlreadyExistsError" };

/** Pages of what stands in front of the upstream, in the form that clients read. */
function inEnvelope(status: number): Pick<Outcome, "status" | "headers" | "body" | "streams"> {
  const code = CODES[status] ?? "BadRequestError";
  const body = envelopeOf(new AccessError(code, `The upstream refused the call with status ${status}`));
  const headers = ["content-type", "application/json; charset=utf-8", "content-length", String(body.length)];
  return { status: code === "BadRequestError" ? 400 : status, headers, body, streams: [] };
}

/** Whether the answer is an address to upload to or download from, which is not a link but `data` itself. */
function isHandedOut({ segments }: OutcomeContext, answer: HeldAnswer): boolean {
  const last = segments.at(-1);
  return answer.isJson && (last === "upload_url" || last === "download_url");
}

function withOwnAddress(text: Buffer, context: OutcomeContext, transfers: Transfers): Buffer {
  const answer = parse(text);
  if (typeof answer !== "object" || answer === null || !("data" in answer)) return text;
  const { data } = answer;
  if (typeof data !== "string" || !/^https?:/i.test(data)) return text;
  const { upstream, segments, classified, baseUrl } = context;
  const below = upstream.linkBases.find((base) => data.startsWith(base));
  if (below !== undefined) {
    const own = `${baseUrl()}${upstream.prefix}/${data.slice(below.length)}`;
    return Buffer.from(JSON.stringify({ ...answer, data: own }));
  }
  const path =
    segments.at(-1) === "upload_url"
      ? transfers.uploadPath(upstream, data, segments.slice(0, -1))
      : transfers.downloadPath(upstream, data, classified.bucket);
  return Buffer.from(JSON.stringify({ ...answer, data: baseUrl() + path }));
}

/** A client that follows a redirect elsewhere would show its key there, so that it is led back to us. */
function addLocation(
  headers: string[],
  answer: HeldAnswer,
  { upstream, remoteUrl, classified, baseUrl }: OutcomeContext,
  transfers: Transfers,
): void {
  const location = textOf(answer.headers.location);
  if (location === undefined) return;
  const target = URL.parse(location, remoteUrl());
  if (target === null) throw unreadable(new Error("a redirect to nowhere"));
  const below = upstream.linkBases.find((base) => target.href.startsWith(base));
  const path =
    below === undefined
      ? transfers.downloadPath(upstream, target.href, classified.bucket)
      : `${upstream.prefix}/${target.href.slice(below.length)}`;
  headers.push("location", baseUrl() + path);
}
