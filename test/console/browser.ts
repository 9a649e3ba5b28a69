import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../../scripts/console/chromium.ts";
import type { Clock } from "../../src/base/clock.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../harness.ts";

export const CONSOLE_FOLDER = fileURLToPath(new URL("../../dist/console", import.meta.url));
const WAIT_MS = 10_000;

export const PASSWORD = "correct horse battery staple";

export interface PageOptions {
  /** Pixels; 1280 unless given. */
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  /** Of the IANA's names; Europe/Berlin unless given. */
  readonly timeZone?: string;
}

/** What a browser is put in front of. */
export interface Place {
  readonly url: string;
  /** Where it stands whenever a page is opened; the real time runs unless given. */
  readonly clock?: Clock;
  /** Of whatever else its pages may lead to. */
  readonly otherOrigins?: readonly string[];
}

export interface OpenBrowser extends AsyncDisposable {
  readonly browser: Browser;
  /** A page of a browser of its own, in which nobody is signed in. */
  open(path: string, options?: PageOptions): Promise<Page>;
  /** What went wrong in any page so far: errors of scripts, what the security policy refused, calls of other servers. */
  readonly problems: readonly string[];
}

/** A real browser in front of a real server. */
export interface ConsoleUnderTest extends OpenBrowser {
  readonly server: TestServer;
  /** A page in which somebody is signed in. The account gets a password when it has none. */
  openAs(person: Caller, path: string, options?: PageOptions): Promise<Page>;
  /** Makes sure that somebody can sign in with PASSWORD. */
  preparePassword(person: Caller): Promise<void>;
}

export interface Caller {
  readonly id: string;
  readonly apikey: string;
}

export async function startConsole(options: TestServerOptions = {}): Promise<ConsoleUnderTest> {
  await using resources = new AsyncDisposableStack();
  const server = resources.use(await startTestServer({ ...options, consoleFolder: CONSOLE_FOLDER }));
  const console = resources.use(await openConsole(server));
  const kept = resources.move();
  return { ...console, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A browser in front of a server that runs already, and leads to no other but those named. */
export async function openConsole(
  server: TestServer,
  otherOrigins: readonly string[] = [],
): Promise<ConsoleUnderTest> {
  const opened = await openBrowser({ url: server.url, clock: server.clock, otherOrigins });
  const withPassword = new Set<string>();
  const preparePassword: ConsoleUnderTest["preparePassword"] = async (person) => {
    if (!withPassword.has(person.id)) await setPassword(server, person);
    withPassword.add(person.id);
  };
  return {
    ...opened,
    server,
    preparePassword,
    async openAs(person, path, pageOptions) {
      await preparePassword(person);
      const page = await opened.open(signInPath(path), pageOptions);
      await signIn(page, person.id);
      return page;
    },
  };
}

export async function openBrowser(place: Place): Promise<OpenBrowser> {
  const browser = await launchChromium();
  const problems: string[] = [];
  return {
    browser,
    problems,
    async open(path, { width = 1280, scheme = "light", timeZone = "Europe/Berlin" } = {}) {
      const context = await browser.newContext({
        baseURL: place.url,
        viewport: { width, height: 800 },
        colorScheme: scheme,
        locale: "en-US",
        timezoneId: timeZone,
        reducedMotion: "reduce",
      });
      const page = await preparePage(context, place, problems);
      await page.goto(path);
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Of the page of the sign-in that goes on to another. */
export function signInPath(path: string): string {
  return `/sign-in?return_to=${encodeURIComponent(path)}`;
}

/** Through the page of the sign-in, to wherever that leads. */
export async function signIn(page: Page, user: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Username or e-mail address").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

async function preparePage(
  context: BrowserContext,
  { url, clock, otherOrigins = [] }: Place,
  problems: string[],
): Promise<Page> {
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  if (clock !== undefined) await page.clock.setFixedTime(clock.nowMs());
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "blob:" && ![url, ...otherOrigins].includes(origin))
      problems.push(`asked ${request.url()}`);
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) problems.push(message.text());
  });
  return page;
}

async function setPassword(server: TestServer, { id, apikey }: Caller): Promise<void> {
  const body = { data: { new_password: PASSWORD } };
  const { status, text } = await server.request("POST", `/users/${id}/password`, { key: apikey, body });
  if (status !== 200) throw new Error(`No password for ${id}: ${text}`);
}
