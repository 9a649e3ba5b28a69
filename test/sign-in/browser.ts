import assert from "node:assert/strict";
import type { Reply } from "../exchange.ts";
import type { TestServer } from "../harness.ts";

export const PASSWORD = "correct horse battery staple";

/** What a browser does besides: it keeps the cookies, and says which page makes a call. */
export interface Browser {
  /** By name; what a test may take away or look at. */
  readonly cookies: Map<string, string>;
  /** Of the session, once it is known. */
  csrfToken: string | undefined;
  /** A call of a page of the server; `data` is wrapped in the envelope. */
  send(method: string, path: string, data?: unknown, headers?: Record<string, string>): Promise<Reply>;
  signIn(user: string, password?: string): Promise<Reply>;
}

export function openBrowser(server: TestServer): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    cookies,
    csrfToken: undefined,
    async send(method, path, data, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const reply = await server.request(method, path, {
        headers: {
          ...(cookie !== "" && { cookie }),
          ...(browser.csrfToken !== undefined && { "x-csrf-token": browser.csrfToken }),
          "sec-fetch-site": "same-origin",
          ...headers,
        },
        ...(data !== undefined && { body: { data } }),
      });
      for (const line of reply.headers["set-cookie"] ?? []) keep(cookies, line);
      return reply;
    },
    async signIn(user, password = PASSWORD) {
      const reply = await browser.send("POST", "/sessions", {
        type: "session",
        attributes: { user, password },
      });
      browser.csrfToken = reply.body.data?.attributes.csrf_token;
      return reply;
    },
  };
  return browser;
}

/** A browser in which the user has signed in by his password alone. */
export async function signedIn(server: TestServer, user: string, password = PASSWORD): Promise<Browser> {
  const browser = openBrowser(server);
  const reply = await browser.signIn(user, password);
  assert.equal(reply.status, 200, reply.text);
  return browser;
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split("; ");
  const [name = "", value = ""] = pair.split("=");
  if (attributes.includes("Max-Age=0")) cookies.delete(name);
  else cookies.set(name, value);
}
