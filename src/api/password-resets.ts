import type { Accounts } from "../access/accounts.ts";
import type { ResetDelivery } from "../access/password-reset-mail.ts";
import type { PasswordReset, PasswordResets } from "../access/password-resets.ts";
import {
  acceptPasswordResetBody,
  openPasswordResetBody,
  passwordResetAnswer,
  passwordResetRequestBody,
} from "../wire/password-reset.ts";
import { defineAnonymousRoute, defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["passwords"], extension: true, bucket: "users" } as const;

export interface PasswordResetRoutesDependencies {
  readonly accounts: Accounts;
  readonly passwordResets: PasswordResets;
}

export function passwordResetRoutes(dependencies: PasswordResetRoutesDependencies): Route[] {
  return [...holdersRoutes(dependencies), makingRoute(dependencies)];
}

function holdersRoutes({ passwordResets }: PasswordResetRoutesDependencies): Route[] {
  return [
    defineAnonymousRoute({
      ...about,
      method: "POST",
      path: "/password_resets",
      operationId: "requestPasswordReset",
      summary:
        "Have a link mailed that sets a new password; the answer does not tell whether there is such an account",
      body: passwordResetRequestBody,
      answer: "empty",
      errors: [424, 429],
      async handle({ origin, body: { data }, baseUrl }) {
        passwordResets.request(data.attributes.user, origin, baseUrl);
        return EMPTY;
      },
    }),
    defineAnonymousRoute({
      ...about,
      method: "POST",
      path: "/password_resets/open",
      operationId: "openPasswordReset",
      summary: "See whose password a link sets; the token in it is the only credential",
      body: openPasswordResetBody,
      answer: passwordResetAnswer,
      errors: [404],
      async handle({ body: { data } }) {
        return { data: presentReset(await passwordResets.open(data.attributes.token)) };
      },
    }),
    defineAnonymousRoute({
      ...about,
      method: "POST",
      path: "/password_resets/accept",
      operationId: "acceptPasswordReset",
      summary: "Set a new password by a link; all sessions of the account end",
      body: acceptPasswordResetBody,
      answer: "empty",
      errors: [404],
      async handle({ origin, body: { data } }) {
        await passwordResets.accept(data.attributes.token, data.attributes.new_password, origin);
        return EMPTY;
      },
    }),
  ];
}

function makingRoute({ accounts, passwordResets }: PasswordResetRoutesDependencies): Route {
  return defineRoute({
    ...about,
    method: "POST",
    path: "/users/{id}/password_resets",
    operationId: "createPasswordReset",
    summary:
      "Make a link for a user who has lost his password; mailed to him, or without mail shown to an operator",
    answer: passwordResetAnswer,
    errors: [404, 429],
    async handle({ actor, params, baseUrl }) {
      const seen = await accounts.seeClosely(actor, params.id);
      const made = await passwordResets.make(actor, seen, baseUrl);
      return { data: presentReset(made, made.delivery) };
    },
  });
}

function presentReset({ user, expiresAt }: PasswordReset, delivery?: ResetDelivery) {
  return {
    type: "password_reset" as const,
    id: user.id,
    attributes: {
      user: user.id,
      expires_at: expiresAt,
      ...(delivery && { delivery: delivery.state }),
      ...(delivery?.state === "shown" && { link: delivery.link }),
    },
  };
}
