import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUP_RELATIONSHIPS, USER_RELATIONSHIPS } from "../../src/model/relationships.ts";
import {
  GROUP_ATTRIBUTES,
  mayWriteServiceAccountAttribute,
  mayWriteUserAttribute,
  USER_ATTRIBUTES,
  type UserAttribute,
} from "../../src/model/visibility.ts";
import { ERROR_CODES } from "../../src/names/error-codes.ts";
import { HTTP_STATUS } from "../../src/wire/error.ts";
import { readDocument } from "./readme.ts";
import { code, firstColumn, rowsOf } from "./tables.ts";

const text = readDocument("docs/api.md");

/** How the page calls those who stand in a relation, closest first. */
const WORDS = [
  ["self", "self"],
  ["group_admin", "administrators"],
  ["member", "members"],
  ["administrator", "administrators"],
  ["operator", "operators"],
] as const;

function inWords(relations: readonly string[]): string {
  if (relations.length === 0) return "nobody";
  if (relations.includes("stranger")) return "everyone";
  // Administrators are members.
  const named = WORDS.filter(
    ([relation]) =>
      relations.includes(relation) && !(relation === "administrator" && relations.includes("member")),
  );
  return named.map(([, word]) => word).join(", ");
}

function documented(heading: string): (readonly [name: string, readers: string, writers: string])[] {
  const part = text.split(`\n### ${heading}\n`).at(-1)?.split("\n### ", 1)[0] ?? "";
  return rowsOf(part.split("\n## ", 1)[0] ?? "", "attribute").map((row) => [
    code(row.attribute),
    row["read by"] ?? "",
    row["written by"] ?? "",
  ]);
}

function ruled(
  attributes: Readonly<Record<string, { readers: readonly string[]; writers: readonly string[] }>>,
) {
  return Object.entries(attributes)
    .map(([name, { readers, writers }]) => [name, inWords(readers), inWords(writers)] as const)
    .sort();
}

test("docs/api.md says who reads and writes each attribute of users, as the server decides it", () => {
  assert.deepEqual(documented("Users and service accounts").sort(), ruled(USER_ATTRIBUTES));
});

test("docs/api.md says who reads and writes each attribute of groups, as the server decides it", () => {
  assert.deepEqual(documented("Groups").sort(), ruled(GROUP_ATTRIBUTES));
});

test("docs/api.md names what administrators may write of service accounts besides", () => {
  const names = Object.keys(USER_ATTRIBUTES) as UserAttribute[];
  const besides = names.filter(
    (name) =>
      mayWriteServiceAccountAttribute(name, ["group_admin"]) && !mayWriteUserAttribute(name, ["group_admin"]),
  );
  const sentence = /administrators may also write its ([^.]*)\./.exec(text)?.[1] ?? "";
  assert.deepEqual(
    [...sentence.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    besides,
  );
});

test("docs/api.md lists every relationship", () => {
  assert.deepEqual(
    firstColumn(text, "of a user or service account").sort(),
    Object.keys(USER_RELATIONSHIPS).sort(),
  );
  assert.deepEqual(firstColumn(text, "of a group").sort(), Object.keys(GROUP_RELATIONSHIPS).sort());
});

test("docs/api.md lists every error code with its status", () => {
  assert.deepEqual(
    rowsOf(text, "status").map((row) => [code(row.code), Number(row.status)]),
    ERROR_CODES.map((name) => [name, HTTP_STATUS[name]]),
  );
});
