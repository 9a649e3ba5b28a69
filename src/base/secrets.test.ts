import { equal, match, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { digest, hashSecret, randomToken, secretsEqual, sign, verifySignature } from "./secrets.ts";

test("a secret's hash is SHA-256 over pepper and secret", () => {
  equal(hashSecret("a", "bc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  equal(digest("abc"), hashSecret("", "abc"));
  notEqual(hashSecret("another pepper", "bc"), hashSecret("a", "bc"));
});

test("secrets are equal only when every character is", () => {
  equal(secretsEqual("abc", "abc"), true);
  equal(secretsEqual("abc", "abd"), false);
  equal(secretsEqual("abc", "abcd"), false);
  equal(secretsEqual("", "abc"), false);
});

test("a random token has two hex characters a byte and no twin", () => {
  match(randomToken(16), /^[0-9a-f]{32}$/);
  notEqual(randomToken(16), randomToken(16));
});

test("a signature holds for its pepper, purpose and payload alone", () => {
  const signature = sign("pepper", "cursor", "page 2");
  match(signature, /^[A-Za-z0-9_-]{43}$/);
  equal(verifySignature("pepper", "cursor", "page 2", signature), true);
  equal(verifySignature("salt", "cursor", "page 2", signature), false);
  equal(verifySignature("pepper", "link", "page 2", signature), false);
  equal(verifySignature("pepper", "cursor", "page 3", signature), false);
  equal(verifySignature("pepper", "cursor", "page 2", `${signature}=`), false);
  equal(verifySignature("pepper", "curso", "rpage 2", signature), false);
});
