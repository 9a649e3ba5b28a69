import assert from "node:assert/strict";
import { test } from "node:test";
import { startForTheFirstTime } from "../docs/first-start.ts";
import { shownAs, tourSteps } from "../docs/readme.ts";
import { runTour } from "../docs/tour.ts";
import { clientPath } from "./clients.ts";

test("the README's tour, its vt-py program included, prints what the README shows", async () => {
  await using server = await startForTheFirstTime();
  const steps = tourSteps();
  assert.ok(steps.some(({ language }) => language === "python"));
  const outcome = await runTour(steps, server, clientPath("python/bin/python"));
  assert.equal(outcome.code, 0, outcome.errors);
  for (const [index, { printed }] of steps.entries()) {
    assert.match(outcome.printed[index] ?? "", shownAs(printed));
  }
});
