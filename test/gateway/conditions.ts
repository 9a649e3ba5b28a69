import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

const TURNS_MAX = 200_000;

/** Waits until something holds; fails when it does not within a limit. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    if (await holds()) return;
    await setImmediate();
  }
  assert.fail(`${what} did not happen`);
}
