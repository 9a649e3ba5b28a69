import type { ServerResponse } from "node:http";
import type { Origin } from "../access/actor.ts";
import { monotonicMs } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

/** Where the call came in: to be forwarded, or asked about by another proxy. */
export type Door = "gateway" | "authorize";

/** What is known of a call by and by. */
export interface CallNotes {
  method?: string;
  /** As it came, with its query. A key in the path is the log's to redact, as it does everywhere. */
  url?: string;
  user?: string;
  bucket?: string;
}

/**
 * One line for each call through a door, when it ends, at `debug`: there may be thousands a second, and usage has them
 * all. At any other level it costs nothing.
 */
export class CallLog {
  readonly #log: Log;
  readonly #door: Door;

  /** undefined when nobody would see the lines. */
  static of(log: Log, door: Door): CallLog | undefined {
    return log.isLevelEnabled("debug") ? new CallLog(log, door) : undefined;
  }

  private constructor(log: Log, door: Door) {
    this.#log = log;
    this.#door = door;
  }

  /** To be added to until the call ends. */
  begin(response: ServerResponse, { requestId, address }: Origin, notes: CallNotes = {}): CallNotes {
    const startedMs = monotonicMs();
    response.once("close", () => {
      this.#log.debug({
        request: requestId,
        door: this.#door,
        method: notes.method,
        path: notes.url?.split("?", 1)[0],
        status: response.headersSent ? response.statusCode : undefined,
        // Of the caller, or of the upstream in the middle of an answer.
        brokenOff: response.writableFinished ? undefined : true,
        ms: Math.round((monotonicMs() - startedMs) * 100) / 100,
        bucket: notes.bucket,
        actor: notes.user,
        address,
      });
    });
    return notes;
  }
}
