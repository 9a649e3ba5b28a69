import { equal, match } from "node:assert/strict";
import { test } from "node:test";
import { matchingStep, newTotpSecret, otpauthUri, stepAt, totpCode } from "./totp.ts";

/** "12345678901234567890" in base32: the secret of RFC 6238, appendix B. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test("codes are those of RFC 6238, appendix B", () => {
  const vectors = [
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ] as const;
  for (const [seconds, code] of vectors) equal(totpCode(SECRET, stepAt(seconds)), code);
});

test("a code is good half a minute early and late, and never at or before the step that was used", () => {
  const now = 1_111_111_111;
  const step = stepAt(now);
  for (const [offset, expected] of [
    [-2, undefined],
    [-1, step - 1],
    [0, step],
    [1, step + 1],
    [2, undefined],
  ] as const) {
    equal(matchingStep(SECRET, totpCode(SECRET, step + offset), now, 0), expected);
  }
  equal(matchingStep(SECRET, totpCode(SECRET, step), now, step), undefined);
  equal(matchingStep(SECRET, totpCode(SECRET, step), now, step + 1), undefined);
  equal(matchingStep(SECRET, totpCode(SECRET, step + 1), now, step), step + 1);
});

test("a secret has 160 bits in base32, and its address names issuer and account", () => {
  match(newTotpSecret(), /^[A-Z2-7]{32}$/);
  equal(
    otpauthUri(SECRET, "Tollgate", "a b@example.com"),
    `otpauth://totp/Tollgate:a%20b%40example.com?secret=${SECRET}&issuer=Tollgate`,
  );
});
