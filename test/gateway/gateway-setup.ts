import assert from "node:assert/strict";
import type { Settings } from "../../src/server/settings.ts";
import { DemoUpstream, type DemoUpstreamOptions } from "../../src/upstream/demo-upstream.ts";
import { type Person, startTestServer, type TestServer, type TestServerOptions } from "../harness.ts";

/** A licensed key, as long as VirusTotal's. */
export const LICENSED_KEY = "11ce2ced".repeat(8);

export interface GatewayServer extends TestServer {
  /** A member of the group `company`, which may spend what it likes. */
  readonly alice: Person;
}

/** The real server in front of an upstream, with a member who may call it. */
export async function startGateway(
  upstreamUrl: string,
  settings: Partial<Settings> = {},
  options: Pick<TestServerOptions, "callerLimits"> = {},
): Promise<GatewayServer> {
  const server = await startTestServer({
    ...options,
    settings: { upstreamUrl, ...settings },
    secrets: { upstreamApiKey: LICENSED_KEY },
  });
  await server.createGroup("company");
  const alice = await server.createMember("company", "alice");
  return { ...server, alice };
}

/** VirusTotal's stand-in with the gateway in front of it. */
export async function startDemo(
  options: DemoUpstreamOptions = {},
  settings: Partial<Settings> = {},
): Promise<GatewayServer & { readonly upstream: DemoUpstream }> {
  await using resources = new AsyncDisposableStack();
  const upstream = resources.use(await DemoUpstream.start({ key: LICENSED_KEY, ...options }));
  const server = resources.use(await startGateway(upstream.url, settings));
  const kept = resources.move();
  return { ...server, upstream, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** What alice has been charged for her calls of `api_requests_daily`. */
export async function spentBy({ request, alice }: GatewayServer): Promise<number> {
  const { body } = await request("GET", "/users/alice/overall_quotas", { key: alice.apikey });
  return body.data.api_requests_daily.user.used;
}

/** Gives alice limits of her own. */
export async function limitAlice(
  { request, operator }: GatewayServer,
  limits: Readonly<Record<string, number>>,
): Promise<void> {
  const quotas = Object.fromEntries(Object.entries(limits).map(([quota, allowed]) => [quota, { allowed }]));
  const body = { data: { type: "user", id: "alice", attributes: { quotas } } };
  const reply = await request("PATCH", "/users/alice", { key: operator.apikey, body });
  assert.equal(reply.status, 200, reply.text);
}
