import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type KoaContextWithOIDC } from "oidc-provider";
import { createLog } from "../../src/base/log.ts";
import { type RunningServer, startServer } from "../../src/server/server.ts";
import { type OidcSettings, readSettings } from "../../src/server/settings.ts";
import type { Engine } from "../../src/store/database.ts";
import { startTestServer, type TestServer } from "../harness.ts";
import {
  CLIENT,
  configurationOf,
  type DirectoryEntry,
  type DirectoryOptions,
  settingsOf,
} from "./directory-configuration.ts";
import { HeldRequests } from "./held-requests.ts";

/** A real OpenID Connect provider, and a server whose people sign in by it. */
export interface Directory extends AsyncDisposable {
  readonly server: TestServer;
  /** By subject; what a test changes is what the directory says from then on. Who is not in it has no account there. */
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
  /** How each refresh token that was sent fared, in order. */
  readonly renewals: readonly ("granted" | "refused")[];
  /** Every refresh token that there ever was. */
  readonly refreshTokens: readonly string[];
  /** From now on no request is answered, or by a proxy before it, or those for claims badly, or all are again. */
  setHealth(health: DirectoryHealth): void;
  /** Of what is sent to the provider. */
  readonly held: HeldRequests;
  /** As if the refresh token had run out there. */
  forget(refreshToken: string): Promise<void>;
  readonly issuer: string;
  /** The same server anew, on its database and with its clock; the first one is closed. */
  restart(): Promise<RunningServer>;
}

export type DirectoryHealth = "up" | "down" | "only a proxy" | "claims broken";

export async function startDirectory(
  engine: Engine,
  logout: "sessions" | "account" = "sessions",
  options: DirectoryOptions = {},
): Promise<Directory> {
  await using resources = new AsyncDisposableStack();
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
  const held = new HeldRequests();
  const http = createServer((request, response) =>
    held.pass(request.url ?? "", () => answer(request, response)),
  );
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  resources.defer(() => {
    http.closeAllConnections();
    http.close();
  });
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const oidc = { ...settingsOf(issuer), logout, ...options.oidc };
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
  const provider = new Provider(issuer, await configurationOf(server.url, people, notices, options));
  const watched = watch(provider);
  const callback = provider.callback();
  const state: { health: DirectoryHealth } = { health: "up" };
  answer = (request, response) => {
    if (state.health === "down") return void request.socket.destroy();
    if (state.health === "only a proxy") return void response.writeHead(503).end("Service unavailable");
    if (state.health === "claims broken" && request.url === "/me") {
      return void response.writeHead(500).end();
    }
    // Whoever comes here has typed his password.
    if (!request.url?.startsWith("/interaction/")) return void callback(request, response);
    const amr = options.amr === undefined ? {} : { amr: [...options.amr] };
    const result = { login: { accountId: arriving.subject, ...amr }, consent: {} };
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  const kept = resources.move();
  return {
    server,
    people,
    notices,
    ...watched,
    setHealth(health) {
      state.health = health;
    },
    issuer,
    held,
    async forget(refreshToken) {
      await (await provider.RefreshToken.find(refreshToken))?.destroy();
    },
    restart: () => restart(server, oidc),
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

/** What becomes of refresh tokens there. */
function watch(provider: Provider): Pick<Directory, "renewals" | "refreshTokens"> {
  const renewals: ("granted" | "refused")[] = [];
  const refreshTokens: string[] = [];
  const note = (how: "granted" | "refused") => (ctx: KoaContextWithOIDC) => {
    if (ctx.oidc.params?.grant_type === "refresh_token") renewals.push(how);
  };
  provider.on("grant.success", note("granted"));
  provider.on("grant.error", note("refused"));
  provider.on("refresh_token.saved", ({ jti }) => void refreshTokens.push(jti));
  return { renewals, refreshTokens };
}

async function restart(server: TestServer, oidc: OidcSettings): Promise<RunningServer> {
  await server.close();
  const environment = {
    TOLLGATE_DATABASE_URL: server.databaseUrl,
    TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
  };
  const { settings, secrets } = readSettings(environment, { listen: "127.0.0.1:0" });
  return startServer(
    { ...settings, oidc },
    { ...secrets, oidcClientSecret: CLIENT.secret },
    {
      clock: server.clock,
      log: createLog({ level: "silent" }),
      auditHeadFile: null,
      consoleFolder: null,
    },
  );
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
