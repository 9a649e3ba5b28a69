import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { hashPassword, PasswordQueueFullError, verifyPassword } from "./passwords.ts";

test("a password matches its own hash and no other", async () => {
  const stored = await hashPassword("correct horse");
  match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  equal(await verifyPassword(stored, "correct horse"), true);
  equal(await verifyPassword(stored, "correct horsf"), false);
  equal(await verifyPassword(stored, ""), false);
});

test("the same password is stored differently each time", async () => {
  notEqual(await hashPassword("same"), await hashPassword("same"));
});

// The vector is one of the reference implementation (phc-winner-argon2, src/test.c).
test("a hash made elsewhere with argon2id is understood", async () => {
  const stored = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  equal(await verifyPassword(stored, "password"), true);
  equal(await verifyPassword(stored, "passwore"), false);
});

test("an accented password is the same in both of its Unicode spellings", async () => {
  equal(await verifyPassword(await hashPassword("caf\u00e9"), "cafe\u0301"), true);
});

test("no password matches an absent, malformed or unaffordable hash", async () => {
  const good = await hashPassword("x");
  const bad = [
    null,
    "",
    "x",
    good.replace("argon2id", "argon2i"),
    good.replace("m=19456", "m=999999"),
    good.replace("t=2", "t=0"),
    good.replace("p=1", "p=0"),
    `${good}=`,
  ];
  deepEqual(
    await Promise.all(bad.map((stored) => verifyPassword(stored, "x"))),
    bad.map(() => false),
  );
});

test("a flood of passwords is refused beyond the bound, and the rest are all answered", async () => {
  const cheap =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQxMjM0NTY3OA$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => verifyPassword(cheap, "x")));
  const answered = results.filter((result) => result.status === "fulfilled" && result.value === false);
  const refused = results.filter(
    (result) => result.status === "rejected" && result.reason instanceof PasswordQueueFullError,
  );
  deepEqual([answered.length, refused.length], [66, 34]);
  equal(await verifyPassword(cheap, "x"), false);
});
