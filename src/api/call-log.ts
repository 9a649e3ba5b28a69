import { monotonicMs } from "../base/clock.ts";
import { type Log, quoteJson } from "../base/log.ts";
import type { Exchange } from "./exchange.ts";

/** One line for each call, without its query. A key in the path is the log's to redact, as it does everywhere. */
export function logCall(log: Log, { request, response, path, startedMs, actor, origin }: Exchange): void {
  log.infoMembers(() => {
    const ms = Math.round((monotonicMs() - startedMs) * 100) / 100;
    const who = actor === undefined ? "" : `"actor":${quoteJson(actor.user.id)},`;
    // Put together by hand: under load JSON.stringify would take three times as long.
    return `"request":"${origin.requestId}","method":"${request.method}","path":${quoteJson(path)},"status":${response.statusCode},"ms":${ms},${who}"address":${quoteJson(origin.address)}`;
  });
}

/** A defect, or something outside that does not work: for the operator. */
export function logFailure(log: Log, { request, id, path }: Exchange, err: unknown): void {
  log.error({ request: id, method: request.method, path, err }, "request failed");
}
