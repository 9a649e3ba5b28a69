import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { createLog, type LogLevel, quoteJson, redactKeys } from "./log.ts";

const KEY = "f1".repeat(32);

function recordingLog(level: LogLevel = "info") {
  const lines: string[] = [];
  return {
    lines,
    log: createLog({ level, destination: { write: (line) => void lines.push(line) } }),
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

test("no field, nested field, message or error with its cause shows a key", () => {
  const { lines, log } = recordingLog();
  log.error(
    {
      url: `/users/${KEY}`,
      nested: { list: [KEY, { [KEY]: 1 }] },
      err: new Error(`no ${KEY}`, { cause: new Error(KEY) }),
    },
    `could not read ${KEY}`,
  );
  equal(lines.length, 1);
  equal(lines.join("").toLowerCase().includes(KEY), false);
  const entry = JSON.parse(lines.join(""));
  equal(entry.msg, "could not read [api key]");
  equal(entry.url, "/users/[api key]");
  deepEqual(entry.nested, { list: ["[api key]", { "[api key]": 1 }] });
  deepEqual([entry.err.message, entry.err.cause.message], ["no [api key]", "[api key]"]);
});

test("a key after a control character or a backslash is replaced and the line stays JSON", () => {
  const { lines, log } = recordingLog();
  const before = ["\f", "\b", "\u001b", "\\", "\\u001", '"', "\n"];
  for (const text of before) log.info({}, text + KEY);
  deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    before.map((text) => (text === "\\u001" ? "\\u[api key]" : `${text}[api key]`)),
  );
});

test("a line names its level and its time, and lesser levels are not written", () => {
  const { lines, log } = recordingLog("warn");
  log.info({}, "unseen");
  log.infoMembers(() => `"unseen":true`);
  log.warn({}, "seen");
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

test("a text becomes the JSON string that stands for it, whatever is in it", () => {
  for (const text of ["", "plain text!", 'a "b"', "a\\b", "é", "\n", "\u007f", "\ud800", "\u2028"]) {
    equal(JSON.parse(quoteJson(text)), text);
  }
  equal(quoteJson("/api/v3/users/a_b-c?d=[e]"), '"/api/v3/users/a_b-c?d=[e]"');
});

test("a line that is given as JSON is written like any other", () => {
  const { lines, log } = recordingLog();
  log.infoMembers(() => `"path":${quoteJson(`/users/${KEY}`)},"status":200`);
  const { level, path, status } = JSON.parse(lines.join(""));
  deepEqual([level, path, status], ["info", "/users/[api key]", 200]);
});
