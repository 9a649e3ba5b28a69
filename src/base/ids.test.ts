import { match, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { randomId, requestId } from "./ids.ts";

test("ids have their shape and no twin", () => {
  match(randomId(), /^[0-9a-f]{16}$/);
  notEqual(randomId(), randomId());
  match(requestId(), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  notEqual(requestId(), requestId());
});
