import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { type ClaimOptions, type Claims, groupsOf, identityOf } from "./identity-claims.ts";

const OPTIONS: ClaimOptions = {
  usernameClaim: "preferred_username",
  groupsClaim: "groups",
  trustEmails: false,
  mfaValues: ["mfa", "gold"],
};

function identity(idToken: Claims, userInfo: Claims = {}, options: Partial<ClaimOptions> = {}) {
  return identityOf({ idToken, userInfo }, { ...OPTIONS, ...options });
}

test("an address counts only beside a flag that vouches for it, unless the operator vouches for those without one", () => {
  const email = "erin@example.com";
  const verified = (claims: Claims, trustEmails = false) =>
    identity(claims, {}, { trustEmails }).verifiedEmail;
  equal(verified({ email, email_verified: true }), email);
  equal(verified({ email, email_verified: "true" }), email);
  equal(verified({ email }), null);
  equal(verified({ email }, true), email);
  for (const flag of [false, "false", null, "", 0]) {
    equal(verified({ email, email_verified: flag }, true), null, String(flag));
  }
  equal(verified({}, true), null);
  equal(identity({ email_verified: false }, { email }, { trustEmails: true }).verifiedEmail, null);
});

test("the flag of the ID token does not vouch for the address of the user info", () => {
  const idToken = { email: "erin@example.com", email_verified: true };
  equal(identity(idToken, { email: "eve@example.com" }).verifiedEmail, "erin@example.com");
});

test("a second factor is told by amr or by acr, in the words of the setting", () => {
  const has = (claims: Claims) => identity(claims).hasSecondFactor;
  deepEqual([{ amr: ["pwd", "mfa"] }, { amr: "mfa" }, { acr: "gold" }].map(has), [true, true, true]);
  deepEqual([{}, { amr: ["pwd"] }, { acr: "silver" }, { amr: { mfa: true } }].map(has), [
    false,
    false,
    false,
    false,
  ]);
});

test("groups that the provider only points to are not taken for none", () => {
  deepEqual(groupsOf({ groups: ["soc", 7] }, "groups"), ["soc"]);
  deepEqual(groupsOf({ groups: "soc" }, "groups"), ["soc"]);
  deepEqual(groupsOf({ groups: null }, "groups"), []);
  equal(groupsOf({}, "groups"), undefined);
  const overage = { _claim_names: { groups: "src1" }, _claim_sources: {} };
  throws(() => groupsOf(overage, "groups"), { code: "BadRequestError" });
  equal(groupsOf(overage, "roles"), undefined);
});
