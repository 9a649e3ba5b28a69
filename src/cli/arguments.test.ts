import assert from "node:assert/strict";
import test from "node:test";
import { InvalidArgumentError } from "commander";
import { readAllowed, readDay, readDuration, readExpiry, readLimit, readRoles } from "./arguments.ts";

test("limits are whole numbers, with separators where they belong, or none", () => {
  assert.deepEqual(["0", "500", "30,000,000", "1_000", "none"].map(readAllowed), [
    0,
    500,
    30_000_000,
    1000,
    null,
  ]);
  for (const text of ["", "-1", "1.5", "1e3", "0x10", "ten", "9007199254740993"])
    refuses(() => readAllowed(text));
  assert.deepEqual(readLimit("api_requests_daily=5", { other_daily: 1 }), {
    other_daily: 1,
    api_requests_daily: 5,
  });
  for (const text of ["api_requests_daily", "API=5", "=5"]) refuses(() => readLimit(text));
});

test("roles can be given by their short names, with commas or repeated", () => {
  assert.deepEqual(readRoles("group-admin,USER_ROLE_FILE_UPLOADS"), [
    "USER_ROLE_GROUP_ADMIN",
    "USER_ROLE_FILE_UPLOADS",
  ]);
  assert.deepEqual(readRoles("file_downloads", ["USER_ROLE_GROUP_ADMIN"]), [
    "USER_ROLE_GROUP_ADMIN",
    "USER_ROLE_FILE_DOWNLOADS",
  ]);
  refuses(() => readRoles("king"));
});

test("days, durations and expiries are real ones", () => {
  assert.deepEqual(["2026-02-28", "20260228"].map(readDay), ["20260228", "20260228"]);
  for (const text of ["2026-02-29", "yesterday", "2026-2-1"]) refuses(() => readDay(text));
  assert.deepEqual(["90", "90s", "15m", "12h", "30d"].map(readDuration), [90, 90, 900, 43_200, 2_592_000]);
  for (const text of ["", "-1h", "1w", "1.5h"]) refuses(() => readDuration(text));
  assert.equal(readExpiry("2027-01-31"), Date.UTC(2027, 0, 31) / 1000);
  assert.equal(readExpiry("2027-01-31T12:00:00+02:00"), Date.UTC(2027, 0, 31, 10) / 1000);
  assert.equal(readExpiry("never"), 0);
  for (const text of ["soon", "90", "2027-02-30"]) refuses(() => readExpiry(text));
});

function refuses(read: () => unknown): void {
  assert.throws(read, InvalidArgumentError);
}
