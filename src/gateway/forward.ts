import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { pipeline, type Writable } from "node:stream";
import type { Dispatcher } from "undici";
import { monotonicMs } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { AccessError } from "../model/errors.ts";
import { failureOf, isRetryable } from "./failures.ts";
import { HeldAnswer } from "./held-answer.ts";
import type { Hold } from "./hold.ts";
import { type Outcome, type OutcomeContext, outcomeOf } from "./outcome.ts";
import { commonHeaders, endReply, mustClose, sendError } from "./replies.ts";
import type { Transfers } from "./transfers.ts";

/** An admitted call and all that is needed to pass it on. */
export interface ForwardedCall extends OutcomeContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
  /** When it arrived, by monotonicMs. */
  readonly startedMs: number;
  /** undefined for what was charged before. */
  readonly hold: Hold | undefined;
  /** What goes to the upstream, `upload` as its body included. */
  readonly options: Dispatcher.DispatchOptions;
  /** Of the limits that the call met, as names and values in turn. */
  readonly limitHeaders: readonly string[];
  readonly transfers: Transfers;
  readonly log: Log;
}

/**
 * One call on its way to an upstream and back. Until the answer is charged nothing of it reaches the
 * caller, and whatever fails until then costs nothing. What breaks off later can only be cut off.
 */
export class Forwarding implements Dispatcher.DispatchHandler {
  readonly #call: ForwardedCall;
  #phase: "asking" | "settling" | "sending" | "over" = "asking";
  #controller: Dispatcher.DispatchController | undefined;
  #answer: HeldAnswer | undefined;
  /** What the upstream's side of the call died of while it was being settled. */
  #broken: Error | undefined;
  #sink: Writable | undefined;
  #isSent = false;
  #isRetried = false;
  #isReleased = false;
  #askedMs = 0;
  #answeredMs = 0;

  constructor(call: ForwardedCall) {
    this.#call = call;
  }

  start(): void {
    const { response, upstream } = this.#call;
    upstream.enter();
    response.once("close", this.#onCallerGone);
    this.#ask();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#phase === "over") controller.abort(new CallerGone());
  }

  onRequestSent(): void {
    this.#isSent = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200 || this.#phase !== "asking") return;
    this.#answer = new HeldAnswer(status, headers, this.#call.request.method === "HEAD");
    if (this.#answer.isToBeHeld) return;
    controller.pause();
    void this.#settle(this.#answer);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#phase === "sending") {
      this.#pass(chunk);
      return;
    }
    // What comes although the upstream was told to pause is kept in its order.
    if (this.#answer === undefined || this.#answer.add(chunk)) return;
    controller.pause();
    if (this.#phase === "asking") void this.#settle(this.#answer);
  }

  onResponseEnd(): void {
    if (this.#answer !== undefined) this.#answer.isComplete = true;
    if (this.#phase === "asking" && this.#answer !== undefined) void this.#settle(this.#answer);
    else if (this.#phase === "sending") this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    switch (this.#phase) {
      case "over":
        return;
      case "settling":
        this.#broken = error;
        return;
      case "sending":
        this.#cutOff(error);
        return;
      case "asking":
        if (this.#mayRetry(error)) {
          this.#isRetried = true;
          this.#ask();
        } else {
          const failure = failureOf(error);
          if (this.#isToUpstream) this.#call.upstream.health.failed(failure.message);
          this.#fail(failure);
        }
    }
  }

  /** And not to another host that it has handed out an address of. */
  get #isToUpstream(): boolean {
    return this.#call.options.origin === undefined;
  }

  #ask(): void {
    this.#askedMs = monotonicMs();
    this.#isSent = false;
    this.#call.upstream.dispatch(this.#call.options, this);
  }

  #mayRetry(error: Error): boolean {
    const { classified, upload } = this.#call;
    if (this.#isRetried || this.#answer !== undefined || upload !== undefined) return false;
    return classified.retryable && isRetryable(error);
  }

  async #settle(answer: HeldAnswer): Promise<void> {
    this.#phase = "settling";
    this.#answeredMs = monotonicMs();
    if (this.#isToUpstream) {
      this.#call.upstream.health.answered(answer.status, this.#answeredMs - this.#askedMs);
    }
    const { hold, transfers } = this.#call;
    try {
      const wasComplete = answer.isComplete;
      const found = outcomeOf(answer, this.#call, transfers);
      const outcome = found instanceof Promise ? await found : found;
      await hold?.settle(outcome.charges);
      if (this.#broken !== undefined) throw failureOf(this.#broken);
      this.#deliver(answer, outcome, wasComplete);
    } catch (error) {
      this.#fail(error instanceof AccessError ? error : failureOf(asError(error)));
    }
  }

  #deliver(answer: HeldAnswer, outcome: Outcome, isWhole: boolean): void {
    const { request, response, id, limitHeaders } = this.#call;
    if (response.destroyed) {
      this.#end();
      return;
    }
    const overheadMs = this.#askedMs - this.#call.startedMs + (monotonicMs() - this.#answeredMs);
    const { headers } = outcome;
    headers.push(...commonHeaders(id), ...limitHeaders);
    headers.push("x-tollgate-overhead-us", String(Math.round(overheadMs * 1000)));
    if (mustClose(request)) headers.push("connection", "close");
    response.writeHead(outcome.status, headers);
    if (outcome.body !== undefined) {
      // An envelope in the place of a page may leave something of the page unread.
      this.#end();
      if (!isWhole) this.#controller?.abort(new CallerGone());
      endReply(request, response, outcome.body);
      return;
    }
    this.#phase = "sending";
    this.#sink = this.#openSink(outcome);
    this.#sink.on("drain", this.#onDrain);
    const held = answer.take();
    if (held.length > 0) this.#pass(held);
    if (answer.isComplete) this.#finish();
    else if (!this.#sink.writableNeedDrain) this.#controller?.resume();
  }

  #openSink({ streams }: Outcome): Writable {
    const { response } = this.#call;
    const [first] = streams;
    if (first === undefined) return response;
    pipeline([...streams, response], (error) => {
      if (error && this.#phase === "sending") this.#cutOff(error);
    });
    return first;
  }

  #pass(chunk: Buffer): void {
    // A caller who does not read on is the listener's to give up.
    if (this.#sink?.write(chunk) === false) this.#controller?.pause();
  }

  readonly #onDrain = (): void => this.#controller?.resume();

  #finish(): void {
    this.#end();
    this.#sink?.end();
  }

  /** Tells the caller, who has heard nothing yet, and takes nothing from him unless it was taken already. */
  #fail(error: AccessError): void {
    const { request, response, id, hold, log, limitHeaders, upload } = this.#call;
    this.#end();
    hold?.release();
    this.#controller?.abort(error);
    upload?.destroy();
    const { code, cause } = error;
    if (!response.destroyed) log.warn({ request: id, code, err: cause }, "a call could not be forwarded");
    void sendError(request, response, id, error, limitHeaders);
  }

  /** The head is gone, so that a broken connection is the only sign that is left. */
  #cutOff(error: Error): void {
    const { response, id, log } = this.#call;
    this.#end();
    this.#controller?.abort(error);
    log.warn({ request: id, err: error }, "an answer broke off on its way");
    response.destroy();
  }

  readonly #onCallerGone = (): void => {
    const phase = this.#phase;
    if (phase === "over") return;
    const { hold, upload, classified, id, log } = this.#call;
    if (phase !== "settling") this.#end();
    this.#controller?.abort(new CallerGone());
    upload?.destroy();
    if (phase !== "asking" || hold === undefined) return;
    if (!this.#isSent) {
      hold.release();
      return;
    }
    // Whoever hangs up once the upstream has the call pays: else work could be had there for nothing.
    hold.settle(classified.charges).catch((error: unknown) => {
      log.error({ request: id, err: error }, "a call that was given up could not be recorded");
    });
  };

  #end(): void {
    this.#phase = "over";
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#call.upstream.leave();
  }
}

class CallerGone extends Error {
  constructor() {
    super("the caller is gone");
    this.name = "CallerGone";
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
