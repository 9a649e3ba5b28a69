import assert from "node:assert/strict";
import { test } from "node:test";
import { errorReply, toAccessError } from "../../src/api/errors.ts";
import { AccessError } from "../../src/model/errors.ts";
import { ERROR_CODES } from "../../src/names/error-codes.ts";
import { HTTP_STATUS } from "../../src/wire/error.ts";
import { startTestServer } from "../harness.ts";

/** https://docs.virustotal.com/reference/errors */
const DOCUMENTED = {
  BadRequestError: 400,
  InvalidArgumentError: 400,
  NotAvailableYet: 400,
  UnselectiveContentQueryError: 400,
  UnsupportedContentQueryError: 400,
  AuthenticationRequiredError: 401,
  UserNotActiveError: 401,
  WrongCredentialsError: 401,
  ForbiddenError: 403,
  NotFoundError: 404,
  AlreadyExistsError: 409,
  FailedDependencyError: 424,
  QuotaExceededError: 429,
  TooManyRequestsError: 429,
  TransientError: 503,
  DeadlineExceededError: 504,
};

test("every error code has VirusTotal's HTTP status, and there are no other codes", () => {
  assert.deepEqual({ ...HTTP_STATUS }, DOCUMENTED);
  assert.deepEqual([...ERROR_CODES].sort(), Object.keys(DOCUMENTED).sort());
});

test("an error's sentence never repeats an API key", () => {
  const key = "0123456789abcdef".repeat(4);
  const { body } = errorReply(new AccessError("NotFoundError", `User "${key}" not found`));
  assert.deepEqual(body, { error: { code: "NotFoundError", message: 'User "[api key]" not found' } });
});

test("a defect is told with nothing but the request id", () => {
  const error = toAccessError(new TypeError("x is not a function"), "request-7");
  assert.deepEqual(errorReply(error), {
    status: 503,
    body: {
      error: {
        code: "TransientError",
        message: "The server could not complete the request; try again later. Request id: request-7",
      },
    },
    retryAfterSeconds: undefined,
  });
});

test("a call without a key, with a wrong one or with one that was mistyped is refused with 401", async () => {
  await using server = await startTestServer();
  const { apikey } = server.operator;
  const mistyped = `${apikey[0] === "0" ? "1" : "0"}${apikey.slice(1)}`;
  const cases = [
    [undefined, "AuthenticationRequiredError", "X-Apikey header is missing"],
    ["", "AuthenticationRequiredError", "X-Apikey header is missing"],
    ["0".repeat(64), "WrongCredentialsError", "Wrong API key"],
    ["secret", "WrongCredentialsError", "Wrong API key"],
    [mistyped, "WrongCredentialsError", "Wrong API key"],
  ] as const;
  for (const [key, code, message] of cases) {
    const reply = await server.request("GET", "/metadata", { key });
    assert.deepEqual([reply.status, reply.body], [401, { error: { code, message } }]);
    assert.equal(reply.headers["content-type"], "application/json; charset=utf-8");
  }
});

test("a path that nobody has is 404, and a method that a path does not have is 400 with those it has", async () => {
  await using server = await startTestServer();
  const ours = await server.requestTarget("GET", "/api/v3/users/x/nothing/is/here");
  assert.deepEqual(
    [ours.status, ours.body],
    [
      404,
      { error: { code: "NotFoundError", message: 'Resource "/api/v3/users/x/nothing/is/here" not found' } },
    ],
  );
  const unknown = await server.requestTarget("GET", "/api/v3/nothing/here");
  assert.equal(unknown.status, 404);
  assert.deepEqual(unknown.body, {
    error: {
      code: "NotFoundError",
      message:
        "No upstream is configured, so that there is nothing here but Tollgate's own endpoints; set TOLLGATE_UPSTREAM_URL",
    },
  });
  for (const method of ["PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]) {
    const reply = await server.request(method, "/metadata");
    assert.deepEqual(
      [reply.status, reply.headers.allow, reply.body],
      [
        400,
        "GET",
        { error: { code: "BadRequestError", message: `Method ${method} is not supported here; use GET` } },
      ],
    );
  }
});

test("a call that cannot be recorded is answered 503, not with its result", async () => {
  await using server = await startTestServer();
  await server.parts.ledger.close();
  const reply = await server.request("GET", "/metadata", { key: server.operator.apikey });
  assert.deepEqual(
    [reply.status, reply.body],
    [503, { error: { code: "TransientError", message: "The server is shutting down; try again shortly" } }],
  );
});
