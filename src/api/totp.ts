import type { Accounts } from "../access/accounts.ts";
import type { Passwords } from "../access/passwords.ts";
import type { SecondFactor } from "../access/second-factor.ts";
import type { User } from "../model/user.ts";
import { totpAnswer, totpConfirmationBody } from "../wire/totp.ts";
import { passwordOf } from "./password-header.ts";
import { defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["users"], extension: true, bucket: "users" } as const;
const PASSWORD_HEADER = { "x-user-password": "The owner's password, to confirm the change." };

export interface TotpRoutesDependencies {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly secondFactor: SecondFactor;
}

export function totpRoutes(dependencies: TotpRoutesDependencies): Route[] {
  return [...stateRoutes(dependencies), ...ownersRoutes(dependencies)];
}

function stateRoutes({ accounts, secondFactor }: TotpRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/users/{id}/totp",
      operationId: "getTotp",
      summary: "See whether a user has a second factor, and how many recovery codes are left",
      answer: totpAnswer,
      errors: [404],
      async handle({ actor, params }) {
        const seen = await accounts.seeClosely(actor, params.id);
        const state = await secondFactor.state(seen);
        return presentTotp(
          seen.user,
          state.enabled
            ? { enabled: true, enabled_at: state.enabledAt, recovery_codes_left: state.recoveryCodesLeft }
            : { enabled: false },
        );
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: "/users/{id}/totp",
      operationId: "deleteTotp",
      summary:
        "Switch a second factor off: the owner by his password, or for a lost one those who may revoke his keys",
      headers: { "x-user-password": "The owner's password; others need none." },
      answer: "empty",
      errors: [404, 429],
      async handle({ actor, params, headers }) {
        await secondFactor.remove(actor, await accounts.seeClosely(actor, params.id), passwordOf(headers));
        return EMPTY;
      },
    }),
  ];
}

function ownersRoutes({ accounts, passwords, secondFactor }: TotpRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "POST",
      path: "/users/{id}/totp",
      operationId: "createTotp",
      summary: "Make the secret of a second factor, which counts once it is confirmed by a code",
      headers: PASSWORD_HEADER,
      answer: totpAnswer,
      errors: [404, 409, 429],
      async handle({ actor, params, headers }) {
        const { user } = await accounts.seeClosely(actor, params.id);
        const { secret, uri } = await secondFactor.begin(actor, user, passwordOf(headers));
        return presentTotp(user, { enabled: false, secret, otpauth_uri: uri });
      },
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: "/users/{id}/totp/confirm",
      operationId: "confirmTotp",
      summary: "Switch the second factor on by a code; the answer shows the recovery codes, this once",
      body: totpConfirmationBody,
      answer: totpAnswer,
      errors: [404, 429],
      async authorize({ actor, params }) {
        passwords.requireOwn(actor, (await accounts.seeClosely(actor, params.id)).user);
      },
      async handle({ actor, params, body: { data } }) {
        const { user } = await accounts.seeClosely(actor, params.id);
        const codes = await secondFactor.confirm(actor, user, data.code);
        return presentTotp(user, { enabled: true, recovery_codes: codes });
      },
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: "/users/{id}/totp/recovery_codes",
      operationId: "createRecoveryCodes",
      summary: "Replace the recovery codes; the answer shows the new ones, this once",
      headers: PASSWORD_HEADER,
      answer: totpAnswer,
      errors: [404, 429],
      async handle({ actor, params, headers }) {
        const { user } = await accounts.seeClosely(actor, params.id);
        const codes = await secondFactor.renewRecoveryCodes(actor, user, passwordOf(headers));
        return presentTotp(user, { enabled: true, recovery_codes: codes });
      },
    }),
  ];
}

function presentTotp({ id }: User, attributes: object) {
  return { data: { type: "totp" as const, id, attributes } };
}
