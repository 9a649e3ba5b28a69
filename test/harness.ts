import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mail } from "../src/access/mail.ts";
import type { NewAccounts } from "../src/access/new-accounts.ts";
import { openApiDocument } from "../src/api/openapi.ts";
import type { Route } from "../src/api/route.ts";
import { TestClock } from "../src/base/clock.ts";
import { createLog } from "../src/base/log.ts";
import type { CallerLimits } from "../src/server/caller-limits.ts";
import type { Composition } from "../src/server/compose.ts";
import { startServer as startRealServer } from "../src/server/server.ts";
import { readSettings, type Secrets, type Settings } from "../src/server/settings.ts";
import { version } from "../src/server/version.ts";
import type { Engine } from "../src/store/database.ts";
import { Documented } from "./documented.ts";
import { anyEngine, freshDatabaseUrl } from "./engines.ts";
import { type Call, exchangeWith, type Reply } from "./exchange.ts";

/** The instant at which every test server's clock stands still, a Wednesday. */
export const START = "2026-07-15T10:00:00Z";

export interface TestServerOptions {
  /** Unless given, one of those that ENGINES names: SQLite by default. */
  readonly engine?: Engine;
  readonly settings?: Partial<Settings>;
  readonly secrets?: Partial<Secrets>;
  readonly callerLimits?: Partial<CallerLimits>;
  /** Where the end of the audit is kept; in no file unless given. */
  readonly auditHeadFile?: string;
  /** As if no SMTP server were configured. */
  readonly withoutMail?: boolean;
  /** Where a console was built; there is none unless given. */
  readonly consoleFolder?: string;
  /** It always listens on a free port of 127.0.0.1; said where a test needs it to. */
  readonly listen?: true;
}

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly apikey: string;
}

/** Has no password: to compute one costs as much as all the rest of a start. */
export interface Operator {
  readonly id: string;
  readonly apikey: string;
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly databaseUrl: string;
  readonly clock: TestClock;
  readonly operator: Operator;
  /** Everything that would have been sent, in order. */
  readonly mails: readonly Mail[];
  /** Every line of the log so far, as text. */
  readonly logLines: readonly string[];
  /** Closes the server alone; its database stays until the end. */
  close(): Promise<void>;
  /** The objects inside; for what no client can see. */
  readonly parts: Composition;
  /** A call to the API; `path` comes after /api/v3 and goes over the wire as written. */
  request(method: string, path: string, call?: Call): Promise<Reply>;
  /** A call to any target of the server, such as /healthz. */
  requestTarget(method: string, target: string, call?: Call): Promise<Reply>;
  createGroup(id: string, attributes?: object): Promise<void>;
  /** Its address is `<id>@example.com` unless the attributes say otherwise. */
  createUser(id: string, attributes?: object): Promise<Person>;
  addMember(groupId: string, person: Pick<Person, "email">): Promise<void>;
  addAdministrator(groupId: string, person: Pick<Person, "email">): Promise<void>;
  /** A user who is in the group already. */
  createMember(groupId: string, id: string, attributes?: object): Promise<Person>;
  createAdministrator(groupId: string, id: string, attributes?: object): Promise<Person>;
}

/** The real server on a database of its own, with a clock that stands still and one operator, `root`. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  await using resources = new AsyncDisposableStack();
  const database = resources.use(await freshDatabaseUrl(options.engine ?? anyEngine()));
  const clock = new TestClock(Date.parse(START));
  const logLines: string[] = [];
  const mails: Mail[] = [];
  const { settings, secrets } = readSettings(
    {
      TOLLGATE_DATABASE_URL: database.url,
      TOLLGATE_DATA_DIR: join(tmpdir(), "tollgate-test-unused"),
      TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
    },
    { listen: "127.0.0.1:0" },
  );
  const server = resources.use(
    await startRealServer(
      { ...settings, ...options.settings },
      { ...secrets, ...options.secrets },
      {
        clock,
        log: createLog({
          level: options.settings?.logLevel ?? "info",
          destination: { write: (line) => void logLines.push(line) },
        }),
        consoleFolder: options.consoleFolder ?? null,
        sendMail: options.withoutMail ? null : async (mail) => void mails.push(mail),
        callerLimits: options.callerLimits ?? {},
        auditHeadFile: options.auditHeadFile ?? null,
      },
    ),
  );
  const exchange = resources.use(exchangeWith(server.url));
  const operator = await createOperator(server.parts.newAccounts);
  const documented = documentedBy(server.parts.routes);
  const request: TestServer["request"] = async (method, path, call) => {
    const reply = await exchange(method, `/api/v3${path}`, call);
    documented.check(method, path, reply);
    return reply;
  };
  const kept = resources.move();
  return {
    url: server.url,
    databaseUrl: database.url,
    clock,
    operator,
    mails,
    logLines,
    parts: server.parts,
    close: server.close,
    request,
    requestTarget: exchange,
    ...builders((method, path, body) => request(method, path, { key: operator.apikey, body })),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

export { startTestServer as startServer };

async function createOperator(accounts: NewAccounts): Promise<Operator> {
  const id = "root";
  const { apikey } = await accounts.createOperator({ id, attributes: { email: "root@example.com" } });
  return { id, apikey };
}

const known: Documented[] = [];

/** Compiling the schemas takes a while, and every server of a test process has the same routes. */
function documentedBy(routes: readonly Route[]): Documented {
  known[0] ??= new Documented(openApiDocument(routes, version));
  return known[0];
}

/** Makes people and groups as an operator does, through the API. */
function builders(asOperator: (method: string, path: string, body: object) => Promise<Reply>) {
  const succeed = async (method: string, path: string, body: object): Promise<Reply> => {
    const reply = await asOperator(method, path, body);
    assert.equal(reply.status, 200, `${method} ${path}: ${reply.text}`);
    return reply;
  };
  const createGroup = async (id: string, attributes: object = {}): Promise<void> => {
    const data = { type: "group", id, attributes: { organization: id, ...attributes } };
    await succeed("POST", "/groups", { data });
  };
  const createUser = async (id: string, attributes: object = {}): Promise<Person> => {
    const all = { email: `${id}@example.com`, ...attributes };
    const { body } = await succeed("POST", "/users", { data: { type: "user", id, attributes: all } });
    return { id, email: all.email, apikey: body.data.attributes.apikey };
  };
  const add = (list: string) => async (groupId: string, person: Pick<Person, "email">) => {
    const path = `/groups/${groupId}/relationships/${list}`;
    await succeed("POST", path, { data: [{ type: "user", id: person.email }] });
  };
  const [addMember, addAdministrator] = [add("users"), add("administrators")];
  const createIn = (join: typeof addMember) => async (groupId: string, id: string, attributes?: object) => {
    const person = await createUser(id, attributes);
    await join(groupId, person);
    return person;
  };
  return {
    createGroup,
    createUser,
    addMember,
    addAdministrator,
    createMember: createIn(addMember),
    createAdministrator: createIn(addAdministrator),
  };
}
