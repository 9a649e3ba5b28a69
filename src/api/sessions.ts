import type { Accounts } from "../access/accounts.ts";
import type { SendMail } from "../access/mail.ts";
import type { Sessions } from "../access/sessions.ts";
import type { SignIn } from "../access/sign-in.ts";
import { pagingQuery } from "../wire/queries.ts";
import {
  sessionAnswer,
  sessionsAnswer,
  signInAnswer,
  signInBody,
  signInMethodsAnswer,
} from "../wire/session.ts";
import { refuseForeignPage } from "./own-page.ts";
import { collection, pageOf } from "./paging.ts";
import { presentChallenge, presentSession } from "./present-session.ts";
import { AnswerWithCookies, defineAnonymousRoute, defineRoute, EMPTY, type Route } from "./route.ts";
import { noSessionCookie, sessionCookie } from "./session-cookie.ts";

/** Served beside the API, because browsers go there themselves. */
export const OIDC_START = "/oidc/start";

const about = { tags: ["sessions"], extension: true, bucket: "sessions" } as const;

export interface SessionRoutesDependencies {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly sendMail: SendMail | null;
  /** What people know their identity provider by; undefined when there is none. */
  readonly oidcName: string | undefined;
}

export function sessionRoutes(dependencies: SessionRoutesDependencies): Route[] {
  return [...signInRoutes(dependencies), ...currentRoutes(dependencies), ...ownersRoutes(dependencies)];
}

function signInRoutes({ signIn, sendMail, oidcName }: SessionRoutesDependencies): Route[] {
  return [
    defineAnonymousRoute({
      ...about,
      method: "GET",
      path: "/sign_in_methods",
      operationId: "signInMethods",
      summary: "See how one can sign in here",
      answer: signInMethodsAnswer,
      errors: [],
      async handle({ baseUrl }) {
        const attributes = {
          password: true,
          ...(oidcName !== undefined && { oidc: { name: oidcName, start_url: baseUrl + OIDC_START } }),
          password_reset_by_mail: sendMail !== null,
        };
        return { data: { type: "sign_in_methods", id: "current", attributes } };
      },
    }),
    defineAnonymousRoute({
      ...about,
      method: "POST",
      path: "/sessions",
      operationId: "signIn",
      summary:
        "Sign in; the answer sets the session's cookie, which works for this server's own endpoints only",
      body: signInBody,
      answer: signInAnswer,
      errors: [401, 403, 429],
      async handle({ origin, headers, body: { data }, baseUrl }) {
        // Or another site could sign its visitors in as somebody it knows, and watch what they do.
        refuseForeignPage(headers, baseUrl);
        const signedIn =
          data.type === "session"
            ? await signIn.withPassword(data.attributes.user, data.attributes.password, origin)
            : await signIn.withCode(data.id, data.attributes.code, origin);
        if (signedIn.state === "challenge") return { data: presentChallenge(signedIn.challenge) };
        const { view, token } = signedIn.started;
        return new AnswerWithCookies({ data: presentSession(view, baseUrl) }, [
          sessionCookie(token, baseUrl),
        ]);
      },
    }),
  ];
}

function currentRoutes({ sessions }: SessionRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/sessions/current",
      operationId: "currentSession",
      summary: "See the session that the call is made in, with its CSRF token",
      answer: sessionAnswer,
      errors: [404],
      async handle({ actor, baseUrl }) {
        return { data: presentSession(await sessions.current(actor), baseUrl) };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: "/sessions/current",
      operationId: "signOut",
      summary: "Sign out",
      answer: "empty",
      errors: [404],
      async handle({ actor, baseUrl }) {
        await sessions.signOut(actor);
        return new AnswerWithCookies(EMPTY, [noSessionCookie(baseUrl)]);
      },
    }),
  ];
}

function ownersRoutes({ accounts, sessions }: SessionRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/users/{id}/sessions",
      operationId: "listSessions",
      summary: "List the sessions of a user that have not ended, oldest first",
      query: pagingQuery,
      answer: sessionsAnswer,
      errors: [404],
      async handle(request) {
        const { actor, params, baseUrl } = request;
        const seen = await accounts.seeClosely(actor, params.id);
        const page = await sessions.list(actor, seen, pageOf(request));
        const items = page.items.map((view) => presentSession(view, baseUrl));
        return collection(request, { ...page, items, path: `/users/${seen.user.id}/sessions` });
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: "/users/{id}/sessions",
      operationId: "deleteSessions",
      summary: "End all sessions of a user but the one that the call is made in",
      answer: "empty",
      errors: [404],
      async handle({ actor, params }) {
        await sessions.revokeOthers(actor, await accounts.seeClosely(actor, params.id));
        return EMPTY;
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: "/users/{id}/sessions/{session_id}",
      operationId: "deleteSession",
      summary: "End a session of a user; it is refused from the next call on",
      answer: "empty",
      errors: [404],
      async handle({ actor, params }) {
        await sessions.revoke(actor, await accounts.seeClosely(actor, params.id), params.session_id);
        return EMPTY;
      },
    }),
  ];
}
