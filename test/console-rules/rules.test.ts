import assert from "node:assert/strict";
import { test } from "node:test";
import { filterOf } from "../../console/activity/filter.ts";
import { seriesOf, ticksFor } from "../../console/charts/chart.ts";
import { addressesIn } from "../../console/members/addresses.ts";
import { csvField } from "../../console/parts/csv.ts";
import { isUncapped, quotaWindow } from "../../console/quotas/quota-names.ts";
import { returnTo, signInAddress } from "../../console/sign-in/return-to.ts";
import { browserName } from "../../console/text/browsers.ts";
import { addDays, nextReset } from "../../console/text/dates.ts";

test("who signs in comes back to the view that he wanted, and never to another server", () => {
  assert.equal(signInAddress("/me", ""), "/sign-in");
  const address = signInAddress("/groups/company/members", "filter=a&show=pending");
  assert.equal(returnTo(address.split("?")[1] ?? ""), "/groups/company/members?filter=a&show=pending");
  for (const smuggled of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
  ]) {
    assert.equal(returnTo(`return_to=${encodeURIComponent(smuggled)}`), "/me", smuggled);
  }
});

test("addresses are found in whatever was pasted, each once", () => {
  const pasted = 'Ada Lovelace <ada@example.com>; "Grace" (grace@example.com),\tADA@example.com\nnobody';
  assert.deepEqual(addressesIn(pasted), ["ADA@example.com", "grace@example.com"]);
});

test("a field of a CSV file is quoted, and runs in no spreadsheet", () => {
  assert.equal(csvField('a "b", c'), '"a ""b"", c"');
  for (const formula of ["=1+1", "+1", "@x", "-x", "\tx"]) assert.ok(/^"?'/.test(csvField(formula)), formula);
  assert.deepEqual(["-5", "12", "plain"].map(csvField), ["-5", "12", "plain"]);
});

test("windows end where the UTC calendar says", () => {
  const at = (text: string) => Date.parse(text) / 1000;
  const seconds = at("2028-02-29T23:59:30Z");
  for (const window of ["minute", "hour", "day", "month"] as const) {
    assert.equal(nextReset(window, seconds), at("2028-03-01T00:00:00Z"), window);
  }
  assert.equal(nextReset("month", at("2026-12-31T12:00:00Z")), at("2027-01-01T00:00:00Z"));
  assert.equal(addDays("2028-03-01", -1), "2028-02-29");
});

test("a quota's window is in its name, and no limit is told from a high one", () => {
  assert.deepEqual(
    ["api_requests_hourly", "my_own_daily", "private_scans_per_minute", "monitor_storage_bytes"].map(
      quotaWindow,
    ),
    ["hour", "day", "minute", undefined],
  );
  assert.ok(isUncapped("api_requests_daily", 1_000_000_000));
  assert.ok(!isUncapped("monitor_storage_bytes", 1_000_000_000));
});

test("a chart stacks the biggest series by name and all others together", () => {
  const bucket = Object.fromEntries(Array.from({ length: 10 }, (_value, index) => [`e${index}`, 10 - index]));
  const series = seriesOf([bucket, {}]);
  assert.deepEqual(
    series.map(({ name }) => name),
    ["e0", "e1", "e2", "e3", "e4", "e5", "e6", "others"],
  );
  assert.deepEqual(series.at(-1)?.values, [6, 0]);
});

test("the axis of a chart has round values that reach over everything", () => {
  assert.deepEqual(ticksFor(95), [0, 50, 100]);
  assert.deepEqual(ticksFor(5), [0, 2, 4, 6]);
  assert.deepEqual(ticksFor(0), [0, 1]);
});

test("a filter with spaces is quoted, and one without terms is none", () => {
  assert.equal(
    filterOf(new URLSearchParams("action=UPDATE_USER&user=a b&span=7d")),
    'action:UPDATE_USER user:"a b"',
  );
  assert.equal(filterOf(new URLSearchParams("span=7d")), undefined);
});

test("a User-Agent becomes the name of a browser, and any other text stays what it is", () => {
  const edge =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
  assert.equal(browserName(edge), "Edge 140 on Windows");
  assert.equal(browserName("curl/8.5.0"), "curl/8.5.0");
});
