import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { startTestServer, type TestServerOptions } from "../harness.ts";

const PAGE = '<!doctype html><base href="/" /><title>Tollgate</title>';
const SCRIPT = "export const answer = 42;";
const asBrowser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

test("every view's path opens the console's page, with a policy that runs nothing but its files", async () => {
  await using server = await startWithConsole();
  for (const path of ["/", "/me", "/groups/company/members?filter=a", "/invitations/0123", "/no/such/view"]) {
    const { status, headers, text } = await server.requestTarget("GET", path, { headers: asBrowser });
    assert.deepEqual([status, text], [200, PAGE], path);
    assert.equal(headers["content-type"], "text/html; charset=utf-8");
    assert.equal(headers["cache-control"], "no-cache");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    const policy = String(headers["content-security-policy"]).split("; ");
    for (const directive of ["default-src", "frame-ancestors"])
      assert.ok(policy.includes(`${directive} 'none'`));
    for (const directive of ["script-src", "style-src", "connect-src", "base-uri", "form-action"]) {
      assert.ok(policy.includes(`${directive} 'self'`), directive);
    }
    assert.doesNotMatch(policy.join("; "), /unsafe-|\*/);
  }
  // A program that asks for no particular type gets the page as well, where there is nothing else.
  assert.equal((await server.requestTarget("GET", "/")).text, PAGE);
});

test("the API and the server's own paths are not the console's, whatever a browser accepts", async () => {
  await using server = await startWithConsole();
  for (const path of [
    "/api/v3/users/me",
    "/api/v3/nothing",
    "/api/nothing",
    "/healthz",
    "/readyz",
    "/oidc/start",
  ]) {
    const { headers } = await server.requestTarget("GET", path, { headers: asBrowser });
    assert.equal(headers["content-type"], "application/json; charset=utf-8", path);
  }
  const asked = { headers: { accept: "application/json" } };
  assert.equal((await server.requestTarget("GET", "/", asked)).body.name, "Tollgate");
  assert.equal((await server.requestTarget("GET", "/no/such/view")).body.error.code, "NotFoundError");
  assert.equal((await server.requestTarget("POST", "/me", { headers: asBrowser })).status, 404);
});

test("assets are sent compressed as the browser can read them, and kept for ever", async () => {
  await using server = await startWithConsole();
  const path = "/assets/main-0123.js";
  const { status, headers, bytes } = await server.requestTarget("GET", path, {
    headers: { "accept-encoding": "gzip, br" },
  });
  assert.equal(status, 200);
  assert.equal(headers["content-encoding"], "br");
  assert.deepEqual(bytes, brotliCompressSync(SCRIPT));
  assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
  assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
  const plain = await server.requestTarget("GET", path);
  assert.deepEqual([plain.text, plain.headers["content-encoding"]], [SCRIPT, undefined]);
  const { headers: head, bytes: nothing } = await server.requestTarget("HEAD", path);
  assert.deepEqual([head["content-length"], nothing.length], [String(SCRIPT.length), 0]);
});

test("a browser that has the page already is told so", async () => {
  await using server = await startWithConsole();
  const { headers } = await server.requestTarget("GET", "/me", { headers: asBrowser });
  const again = { headers: { ...asBrowser, "if-none-match": String(headers.etag) } };
  const { status, bytes } = await server.requestTarget("GET", "/me", again);
  assert.deepEqual([status, bytes.length], [304, 0]);
});

test("no path leads to a file that is not the console's", async () => {
  await using server = await startWithConsole();
  for (const path of [
    "/assets/../secret.js",
    "/assets/..%2fsecret.js",
    "/secret.js",
    "/assets/main-0123.js.br",
    "/assets/",
  ]) {
    const { status, text } = await server.requestTarget("GET", path);
    assert.equal(status, 404, path);
    assert.ok(!text.includes("secret of"), path);
  }
});

test("behind a proxy that serves it below a path, the page says from where its files come", async () => {
  await using server = await startWithConsole({ settings: { publicUrl: "https://example.com/tollgate" } });
  const { text } = await server.requestTarget("GET", "/me", { headers: asBrowser });
  assert.ok(text.includes('<base href="/tollgate/" />'));
});

test("a browser that came by https never comes by plain http again, and one that could not is not told so", async () => {
  for (const [publicUrl, expected] of [
    ["https://example.com", "max-age=31536000"],
    ["http://tollgate.internal:8080", undefined],
    [undefined, undefined],
  ] as const) {
    await using server = await startWithConsole(publicUrl === undefined ? {} : { settings: { publicUrl } });
    const { headers } = await server.requestTarget("GET", "/me", { headers: asBrowser });
    assert.equal(headers["strict-transport-security"], expected, publicUrl ?? "none");
  }
});

test("a server whose console was not built says how to build it, and answers everything else", async () => {
  await using server = await startTestServer();
  const { status, text } = await server.requestTarget("GET", "/", { headers: asBrowser });
  assert.equal(status, 200);
  assert.ok(text.includes('run "npm run build"'));
  assert.equal((await server.requestTarget("GET", "/me", { headers: asBrowser })).status, 404);
  assert.equal((await server.requestTarget("GET", "/")).body.name, "Tollgate");
});

async function startWithConsole(options: TestServerOptions = {}) {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "tollgate-console-"));
  resources.defer(() => rm(folder, { recursive: true }));
  const built = join(folder, "console");
  await mkdir(join(built, "assets"), { recursive: true });
  await writeFile(join(folder, "secret.js"), "secret of the server");
  await writeFile(join(built, "secret.js"), "secret of the build");
  await writeFile(join(built, "index.html"), PAGE);
  await writeFile(join(built, "assets/main-0123.js"), SCRIPT);
  await writeFile(join(built, "assets/main-0123.js.br"), brotliCompressSync(SCRIPT));
  const server = resources.use(await startTestServer({ ...options, consoleFolder: built }));
  const kept = resources.move();
  return { ...server, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
