import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { startForTheFirstTime } from "./first-start.ts";
import { firstStartOutput, shownAs, tourSteps } from "./readme.ts";
import { runTour } from "./tour.ts";

const missing = ["bash", "curl"].filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
const skip = missing.length > 0 && `the tour is written for a shell with ${missing.join(" and ")}`;

test("the first start prints what the README shows", async () => {
  await using server = await startForTheFirstTime();
  assert.match(server.printed.replace(server.url, "http://127.0.0.1:8080"), shownAs(firstStartOutput()));
});

test("every command of the README's tour succeeds and prints what the README shows", { skip }, async () => {
  await using server = await startForTheFirstTime();
  const steps = tourSteps().filter(({ language }) => language === "sh");
  assert.ok(steps.length >= 8);
  const outcome = await runTour(steps, server);
  assert.equal(outcome.code, 0, outcome.errors);
  for (const [index, { printed }] of steps.entries()) {
    assert.match(outcome.printed[index] ?? "", shownAs(printed));
  }
});
