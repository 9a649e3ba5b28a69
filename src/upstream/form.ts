import type { IncomingHttpHeaders } from "node:http";
import {
  boundaryOf,
  MalformedFormError,
  MultipartReader,
  type PartHeaders,
  type TakeBytes,
} from "../base/multipart.ts";
import { UpstreamError } from "./upstream-error.ts";

/** A form that arrives; everything that is wrong with it is a BadRequestError. */
export class ReceivedForm {
  readonly #reader: MultipartReader;

  constructor(headers: IncomingHttpHeaders, beginPart: (headers: PartHeaders) => TakeBytes) {
    const boundary = boundaryOf(headers["content-type"]);
    if (boundary === undefined) throw bad("The body must be multipart/form-data");
    this.#reader = new MultipartReader(boundary, beginPart);
  }

  push(chunk: Buffer): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      throw error instanceof MalformedFormError ? bad(error.message) : error;
    }
  }

  end(): void {
    if (!this.#reader.hasEnded) throw bad("The body ends before its last boundary");
  }
}

function bad(message: string): UpstreamError {
  return new UpstreamError("BadRequestError", message);
}
