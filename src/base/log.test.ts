import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { createLog, redactKeys } from "./log.ts";

const KEY = "f1".repeat(32);

function recordingLog() {
  const lines: string[] = [];
  return {
    lines,
    log: createLog({ level: "info", destination: { write: (line) => void lines.push(line) } }),
  };
}

test("a key is replaced wherever it stands in a text, in any case", () => {
  equal(redactKeys(`GET /users/${KEY}?a=b`), "GET /users/[api key]?a=b");
  equal(redactKeys(`${KEY.toUpperCase()} and ${KEY}`), "[api key] and [api key]");
  equal(redactKeys(`x${KEY}${KEY}y`), "x[api key]y");
});

test("a key whose characters are percent-encoded is replaced too", () => {
  equal(redactKeys(`/users/%66${KEY.slice(1)}`), "/users/[api key]");
  equal(redactKeys(`/users/${KEY.replaceAll("f", "%46").replaceAll("1", "%31")}`), "/users/[api key]");
});

test("a shorter run of hex is left alone", () => {
  equal(redactKeys(KEY.slice(1)), KEY.slice(1));
});

test("no field, nested field, message, binding or error shows a key", () => {
  const { lines, log } = recordingLog();
  log.child({ bound: KEY }).error(
    {
      url: `/users/${KEY}`,
      nested: { list: [KEY, { [KEY]: 1 }] },
      err: new Error(`no ${KEY}`, { cause: KEY }),
    },
    "could not read %s",
    KEY,
  );
  equal(lines.length, 1);
  equal(lines.join("").toLowerCase().includes(KEY), false);
  const entry = JSON.parse(lines.join(""));
  equal(entry.msg, "could not read [api key]");
  equal(entry.url, "/users/[api key]");
  equal(entry.bound, "[api key]");
  deepEqual(entry.nested, { list: ["[api key]", { "[api key]": 1 }] });
  equal(entry.err.message, "no [api key]");
});

test("a key after a control character or a backslash is replaced and the line stays JSON", () => {
  const { lines, log } = recordingLog();
  const before = ["\f", "\b", "\u001b", "\\", "\\u001", '"', "\n"];
  for (const text of before) log.info(text + KEY);
  deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    before.map((text) => (text === "\\u001" ? "\\u[api key]" : `${text}[api key]`)),
  );
});

test("a line names its level and its time, and lesser levels are not written", () => {
  const { lines, log } = recordingLog();
  log.debug("unseen");
  log.warn("seen");
  const entry = JSON.parse(lines.join(""));
  deepEqual(Object.keys(entry), ["level", "time", "msg"]);
  equal(entry.level, "warn");
  equal(new Date(entry.time).toISOString().slice(0, 19), entry.time.slice(0, 19));
});

test("a key is found wherever it begins, and next to whatever", () => {
  for (let before = 0; before <= 130; before += 1) {
    const text = ".".repeat(before);
    equal(redactKeys(`${text}${KEY}`), `${text}[api key]`);
    equal(redactKeys(`${text}${KEY}.${KEY}${text}`), `${text}[api key].[api key]${text}`);
    equal(redactKeys(`${text}${KEY.slice(1)}.${KEY.slice(1)}`), `${text}${KEY.slice(1)}.${KEY.slice(1)}`);
  }
});
