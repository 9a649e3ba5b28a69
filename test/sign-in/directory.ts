import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import Provider, { type Configuration } from "oidc-provider";
import type { Engine } from "../../src/store/database.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../harness.ts";

const CLIENT = { id: "tollgate", secret: "a secret between the two" };
/** In which the provider looks at addresses. */
const NO_DISPATCHER = { dispatcher: undefined } as object;
const SCOPES = "openid profile email groups";

/** What the directory says of a person. */
export interface DirectoryEntry {
  readonly preferred_username: string;
  readonly email: string;
  readonly email_verified: boolean | string;
  readonly groups: readonly string[];
}

/** A real OpenID Connect provider, and a server whose people sign in by it. */
export interface Directory extends AsyncDisposable {
  readonly server: TestServer;
  /** By subject; what a test changes is what the next sign-in says. */
  readonly people: Map<string, DirectoryEntry>;
  /** Whose password is typed at the provider from now on. */
  arriveAs(subject: string): void;
  /** A browser's way from `/oidc/start` through the provider and back: where it ends, and our cookies then. */
  signIn(
    subject: string,
    returnTo?: string,
  ): Promise<{ readonly location: string; readonly cookies: string }>;
  /** Tells the server that the person's session at the provider is over, as the provider does. */
  endSession(subject: string, sid: string): Promise<void>;
  /** The forms that the provider has sent to the server to end sessions. */
  readonly notices: readonly string[];
  readonly issuer: string;
}

export async function startDirectory(
  engine: Engine,
  logout: "sessions" | "account" = "sessions",
  options: TestServerOptions = {},
): Promise<Directory> {
  await using resources = new AsyncDisposableStack();
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
  const http = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  resources.defer(() => {
    http.closeAllConnections();
    http.close();
  });
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const claims = { usernameClaim: "preferred_username", groupsClaim: "groups" };
  const oidc = { issuer, clientId: CLIENT.id, name: "Company ID", scopes: SCOPES, ...claims, logout };
  const server = resources.use(
    await startTestServer({
      ...options,
      engine,
      settings: { oidc },
      secrets: { oidcClientSecret: CLIENT.secret },
    }),
  );
  const people = new Map<string, DirectoryEntry>();
  const arriving: { subject: string } = { subject: "" };
  const notices: string[] = [];
  const provider = new Provider(issuer, await configurationOf(server.url, people, notices));
  const callback = provider.callback();
  answer = (request, response) => {
    // Whoever comes here has typed his password.
    if (!request.url?.startsWith("/interaction/")) return void callback(request, response);
    const result = { login: { accountId: arriving.subject } };
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  const kept = resources.move();
  return {
    server,
    people,
    notices,
    issuer,
    arriveAs(subject) {
      arriving.subject = subject;
    },
    async signIn(subject, returnTo = "/me") {
      arriving.subject = subject;
      return follow(server.url, `${server.url}/oidc/start?return_to=${encodeURIComponent(returnTo)}`);
    },
    async endSession(subject, sid) {
      const client = await provider.Client.find(CLIENT.id);
      // The provider's own way of sending it; its types do not show it.
      await (
        client as unknown as { backchannelLogout(sub: string, sid: string): Promise<void> }
      ).backchannelLogout(subject, sid);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function configurationOf(
  url: string,
  people: Map<string, DirectoryEntry>,
  notices: string[],
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${url}/oidc/callback`],
        backchannel_logout_uri: `${url}/oidc/backchannel_logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" }] },
    cookies: { keys: ["only good for tests"] },
    claims: {
      openid: ["sub"],
      profile: ["preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    scopes: SCOPES.split(" "),
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people.get(sub) }) }),
    async loadExistingGrant(ctx) {
      const accountId = ctx.oidc.session?.accountId ?? "";
      const grant = new ctx.oidc.provider.Grant({ clientId: CLIENT.id, accountId });
      grant.addOIDCScope(SCOPES);
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    // It would refuse loopback addresses, where the server under test is.
    fetch: (url, options) => {
      notices.push(String(options?.body));
      return fetch(url, { ...options, ...NO_DISPATCHER });
    },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
  };
}

/** Goes where redirects lead, with a jar for each server, until one leads to a page of the console. */
async function follow(home: string, start: string) {
  const jars = new Map<string, Map<string, string>>();
  let location = start;
  for (let step = 0; step < 12; step += 1) {
    const { origin, pathname } = new URL(location);
    if (origin === home && !pathname.startsWith("/oidc/")) break;
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    const response = await fetch(location, { redirect: "manual", headers: { cookie: textOf(jar) } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      if (value === "" || attributes.includes("Max-Age=0")) jar.delete(name);
      else jar.set(name, value);
    }
    const next = response.headers.get("location");
    if (next === null) throw new Error(`${location} answered ${response.status}: ${await response.text()}`);
    location = new URL(next, location).href;
  }
  return { location: location.replace(home, ""), cookies: textOf(jars.get(home) ?? new Map()) };
}

function textOf(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}
