import type { Accounts } from "../access/accounts.ts";
import type { Passwords } from "../access/passwords.ts";
import { passwordChangeBody } from "../wire/password.ts";
import { defineRoute, EMPTY, type Route } from "./route.ts";

export interface PasswordRoutesDependencies {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
}

export function passwordRoutes({ accounts, passwords }: PasswordRoutesDependencies): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/users/{id}/password",
      operationId: "changePassword",
      summary: "Change the caller's own password",
      tags: ["users"],
      extension: true,
      bucket: "users",
      body: passwordChangeBody,
      answer: "empty",
      errors: [404, 429],
      async authorize({ actor, params }) {
        const { user } = await accounts.seeClosely(actor, params.id);
        passwords.requireOwn(actor, user);
      },
      async handle({ actor, params, body: { data } }) {
        const { user } = await accounts.seeClosely(actor, params.id);
        await passwords.change(actor, user, data.current_password, data.new_password);
        return EMPTY;
      },
    }),
  ];
}
