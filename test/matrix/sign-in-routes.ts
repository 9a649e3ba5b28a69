import { randomId } from "../../src/base/ids.ts";
import type { TestServer } from "../harness.ts";
import { PASSWORD } from "./cast.ts";
import { ANYBODY, CLOSE, data, NO_SESSION, OWN_PASSWORD, type RouteCase, row } from "./rows.ts";

/** Without a link. */
const NOBODY = "404 404 404 404 404 404 404 404";

async function newSession(user: string, server: TestServer): Promise<string> {
  const body = data({ type: "session", attributes: { user, password: PASSWORD } });
  return (await server.request("POST", "/sessions", { body })).body.data.id;
}

/** Signing in: as ROUTE_CASES. */
export const SIGN_IN_ROUTE_CASES: readonly RouteCase[] = [
  row("GET /sign_in_methods", ANYBODY, () => ({ path: "/sign_in_methods" })),
  {
    ...row("POST /sessions", ANYBODY, ({ id }) => ({
      path: "/sessions",
      body: data({ type: "session", attributes: { user: id, password: PASSWORD } }),
    })),
    needsPassword: true,
  },
  row("GET /sessions/current", NO_SESSION, () => ({ path: "/sessions/current" })),
  row("DELETE /sessions/current", NO_SESSION, () => ({ path: "/sessions/current" })),
  row("GET /users/{id}/sessions", CLOSE, ({ id }) => ({ path: `/users/${id}/sessions` })),
  row("DELETE /users/{id}/sessions", CLOSE, ({ id }) => ({ path: `/users/${id}/sessions` })),
  {
    ...row("DELETE /users/{id}/sessions/{session_id}", CLOSE, async ({ id }, server) => ({
      path: `/users/${id}/sessions/${await newSession(id, server)}`,
    })),
    needsPassword: true,
  },

  row("POST /password_resets", ANYBODY, ({ id }) => ({
    path: "/password_resets",
    body: data({ attributes: { user: `${id}-${randomId()}` } }),
  })),
  row("POST /password_resets/open", NOBODY, () => ({
    path: "/password_resets/open",
    body: data({ attributes: { token: "made up" } }),
  })),
  row("POST /password_resets/accept", NOBODY, () => ({
    path: "/password_resets/accept",
    body: data({ attributes: { token: "made up", new_password: PASSWORD } }),
  })),
  row("POST /users/{id}/password_resets", "401 404 404 200 404 404 403 200", ({ id }) => ({
    path: `/users/${id}/password_resets`,
  })),

  row("GET /users/{id}/totp", CLOSE, ({ id }) => ({ path: `/users/${id}/totp` })),
  {
    ...row("POST /users/{id}/totp", OWN_PASSWORD, ({ id }) => ({
      path: `/users/${id}/totp`,
      headers: { "x-user-password": PASSWORD },
    })),
    needsPassword: true,
  },
  // Nobody here has a second factor.
  row("POST /users/{id}/totp/confirm", "401 404 404 403 404 404 400 403", ({ id }) => ({
    path: `/users/${id}/totp/confirm`,
    body: data({ code: "000000" }),
  })),
  row("POST /users/{id}/totp/recovery_codes", "401 404 404 403 404 404 404 403", ({ id }) => ({
    path: `/users/${id}/totp/recovery_codes`,
    headers: { "x-user-password": PASSWORD },
  })),
  row("DELETE /users/{id}/totp", "401 404 404 404 404 404 404 404", ({ id }) => ({
    path: `/users/${id}/totp`,
    headers: { "x-user-password": PASSWORD },
  })),
];
