import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../../scripts/console/chromium.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../harness.ts";

export const CONSOLE_FOLDER = fileURLToPath(new URL("../../dist/console", import.meta.url));
const WAIT_MS = 10_000;

export const PASSWORD = "correct horse battery staple";

export interface PageOptions {
  /** Pixels; 1280 unless given. */
  readonly width?: number;
  readonly scheme?: "light" | "dark";
}

/** A real browser in front of a real server. */
export interface ConsoleUnderTest extends AsyncDisposable {
  readonly server: TestServer;
  readonly browser: Browser;
  /** A page of a browser of its own, in which nobody is signed in. Its clock stands where the server's does. */
  open(path: string, options?: PageOptions): Promise<Page>;
  /** The same, signed in. The account gets a password when it has none. */
  openAs(person: Caller, path: string, options?: PageOptions): Promise<Page>;
  /** What went wrong in any page so far: errors of scripts, what the security policy refused, calls of other servers. */
  readonly problems: readonly string[];
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
  await using resources = new AsyncDisposableStack();
  const browser = await launchChromium();
  resources.defer(() => browser.close());
  const problems: string[] = [];
  const withPassword = new Set<string>();
  const open: ConsoleUnderTest["open"] = async (path, { width = 1280, scheme = "light" } = {}) => {
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: { width, height: 800 },
      colorScheme: scheme,
      locale: "en-US",
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
    });
    const page = await preparePage(context, server, [server.url, ...otherOrigins], problems);
    await page.goto(path);
    return page;
  };
  const kept = resources.move();
  return {
    server,
    browser,
    problems,
    open,
    async openAs(person, path, pageOptions) {
      if (!withPassword.has(person.id)) await setPassword(server, person);
      withPassword.add(person.id);
      const page = await open(`/sign-in?return_to=${encodeURIComponent(path)}`, pageOptions);
      await signIn(page, person.id);
      return page;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
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
  server: TestServer,
  origins: readonly string[],
  problems: string[],
): Promise<Page> {
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  await page.clock.setFixedTime(server.clock.nowMs());
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "blob:" && !origins.includes(origin)) problems.push(`asked ${request.url()}`);
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
