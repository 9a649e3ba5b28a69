import assert from "node:assert/strict";
import { hash, randomBytes } from "node:crypto";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { urlId } from "../../src/upstream/universe.ts";
import { type GatewayServer, LICENSED_KEY, spentBy, startDemo } from "../gateway/gateway-setup.ts";
import { printedLines } from "./clients.ts";
import { PROGRAMS, vtgo } from "./vt-go-program.ts";

type Demo = Awaited<ReturnType<typeof startDemo>>;
type Printed = Readonly<Record<string, unknown>>;

const MIB = 1024 * 1024;
/** A file of which the demo has several pages of everything. */
const FILE = "5eed".repeat(16);

/** What alice's program prints, one value a line. */
async function print(demo: Demo, args: readonly string[], program?: string): Promise<unknown[]> {
  return printedLines(await vtgo(demo, demo.alice.apikey, args, program));
}

async function usageOf({ request, alice }: GatewayServer): Promise<Printed[]> {
  const { body } = await request("GET", "/users/alice/api_usage", { key: alice.apikey });
  const { total, total_endpoints_not_consuming_quota: free } = body.data;
  const { users: _own, ...others } = free;
  return [total, others];
}

/** Limits alice's requests in a day. */
async function capDaily({ request, operator }: Demo, allowed: number): Promise<void> {
  const attributes = { quotas: { api_requests_daily: { allowed } } };
  const body = { data: { type: "user", attributes } };
  const { status } = await request("PATCH", "/users/alice", { key: operator.apikey, body });
  assert.equal(status, 200);
}

function assertOnlyLicensedKey({ upstream, alice }: Demo): void {
  const keys = new Set(upstream.calls.map(({ headers }) => headers["x-apikey"]));
  assert.deepEqual([...keys], [LICENSED_KEY]);
  assert.ok(!JSON.stringify(upstream.calls).includes(alice.apikey));
}

for (const program of PROGRAMS) {
  test(`${program}: files, URLs, domains and IP addresses are read through the gateway`, async () => {
    await using demo = await startDemo();
    const url = urlId("http://www.example.com/");
    // The demo knows a URL by its id once it was named.
    await print(demo, ["scan-url", "http://www.example.com/"], program);
    for (const [path, type, id] of [
      [`files/${FILE}`, "file", FILE],
      [`urls/${url}`, "url", url],
      ["domains/example.com", "domain", "example.com"],
      ["ip_addresses/198.18.0.1", "ip_address", "198.18.0.1"],
    ] as const) {
      const [object] = (await print(demo, ["object", path], program)) as Printed[];
      assert.deepEqual([object?.type, object?.id], [type, id]);
    }
    assert.deepEqual(await usageOf(demo), [
      { files: 1, urls: 1, domains: 1, ip_addresses: 1 },
      { url_submission: 1 },
    ]);
    assert.equal(await spentBy(demo), 4);
    assertOnlyLicensedKey(demo);
  });

  test(`${program}: pages of comments follow links.next and never leave the gateway`, async () => {
    await using demo = await startDemo();
    const listed = await print(demo, ["list", `files/${FILE}/comments`, "8", "0", ""], program);
    const comments = listed.slice(0, -1);
    assert.equal(new Set(comments).size, 21);
    assert.equal(comments.length, 21);
    assert.deepEqual(await usageOf(demo), [{}, { file_comments: 3 }]);
    assertOnlyLicensedKey(demo);
  });
}

test("the metadata has what VirusTotal's command line makes its commands for files of", async () => {
  await using demo = await startDemo();
  const [metadata] = (await print(demo, ["metadata"])) as Record<string, Record<string, Printed[]>>[];
  const names = metadata?.relationships?.file?.map(({ name }) => name) ?? [];
  for (const name of ["comments", "contacted_domains"]) assert.ok(names.includes(name), name);
});

test("pages stay on the gateway although the upstream's links name VirusTotal's own address", async () => {
  await using demo = await startDemo({ publicUrl: "https://www.virustotal.com" });
  const listed = await print(demo, ["list", "domains/example.com/resolutions", "10", "0", ""]);
  assert.equal(new Set(listed.slice(0, -1)).size, 27);
  assert.deepEqual(await usageOf(demo), [{ domain_relationships: 3 }, {}]);
  assertOnlyLicensedKey(demo);
});

test("an iterator resumes in the middle of a page by the gateway's own links", async () => {
  await using demo = await startDemo();
  const path = `files/${FILE}/contacted_domains`;
  const all = (await print(demo, ["list", path, "20", "0", ""])).slice(0, -1);
  const head = await print(demo, ["list", path, "20", "33", ""]);
  const { cursor } = head.pop() as { readonly cursor: string };
  const tail = (await print(demo, ["list", path, "20", "0", cursor])).slice(0, -1);
  assert.equal(all.length, 75);
  assert.deepEqual([...head, ...tail], all);
  // Four pages, two of them again, and from the second of these to the end.
  assert.deepEqual(await usageOf(demo), [{ file_relationships: 4 + 2 + 3 }, {}]);
  assertOnlyLicensedKey(demo);
});

test("a search is walked over several pages, each a request", async () => {
  await using demo = await startDemo();
  const found = (await print(demo, ["search", "type:pdf", "50", "0"])).slice(0, -1);
  assert.equal(new Set(found).size, 140);
  assert.equal(found.length, 140);
  assert.deepEqual(await usageOf(demo), [{ intelligence_search: 3 }, {}]);
  assertOnlyLicensedKey(demo);
});

test("a file is scanned, small and larger than 32 MB, and downloaded again", async () => {
  await using demo = await startDemo({ redirectsDownloads: true });
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-go-"));
  const small = randomBytes(4096);
  const large = Buffer.concat([randomBytes(MIB), Buffer.alloc(32 * MIB)]);
  for (const [name, content] of Object.entries({ small, large })) {
    const path = join(folder.path, name);
    await writeFile(path, content);
    const [analysis] = await print(demo, ["scan-file", path]);
    const [item] = (await print(demo, ["object", `analyses/${analysis}/item`])) as Printed[];
    assert.equal(item?.id, hash("sha256", content));
    assert.equal((item?.attributes as Printed | undefined)?.size, content.length);
  }
  const [downloaded] = await print(demo, ["download", hash("sha256", small)]);
  assert.deepEqual(downloaded, { bytes: small.length, sha256: hash("sha256", small) });
  assert.deepEqual(await usageOf(demo), [
    { analysis_relationships: 2, file_download: 1 },
    { file_upload: 2, file_upload_url: 1, file_download: 1 },
  ]);
});

test("a URL is scanned and a comment posted for nothing, and an empty answer to a deletion is accepted", async () => {
  await using demo = await startDemo();
  const [analysis] = await print(demo, ["scan-url", "https://submitted.example/path"]);
  const [object] = (await print(demo, ["object", `analyses/${analysis}`])) as Printed[];
  assert.equal(object?.type, "analysis");
  const [comment] = await print(demo, ["comment", "domains/example.com", "Seen here too."]);
  const [newest] = await print(demo, ["list", "domains/example.com/comments", "10", "1", ""]);
  assert.equal(newest, comment);
  assert.deepEqual(await print(demo, ["delete", `comments/${comment}`]), [{ bytes: 0 }]);
  assert.deepEqual(await usageOf(demo), [
    { analyses: 1, comments: 1 },
    { url_submission: 1, domain_comments: 2 },
  ]);
  assertOnlyLicensedKey(demo);
});

test("a large file without quota for it is refused although most of it was not sent yet", async () => {
  await using demo = await startDemo();
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-vt-go-"));
  await capDaily(demo, 0);
  const path = join(folder.path, "large");
  await writeFile(path, Buffer.alloc(100 * MIB));
  const { exitCode, stderr } = await vtgo(demo, demo.alice.apikey, ["scan-file", path]);
  assert.equal(exitCode, 1);
  assert.match(stderr, /^QuotaExceededError: /);
  assert.deepEqual(await usageOf(demo), [{}, { file_upload_url: 1 }]);
  assert.equal(demo.upstream.calls.length, 1);
});

test("a refusal reaches the program in VirusTotal's words and costs nothing", async () => {
  await using demo = await startDemo();
  await capDaily(demo, 1);
  const unknown = "0".repeat(64);
  for (const [key, path, error] of [
    [unknown, `files/${FILE}`, /^WrongCredentialsError: Wrong API key\n$/],
    [demo.alice.apikey, `files/${unknown}`, /^NotFoundError: File "0{64}" not found\n$/],
    [
      demo.alice.apikey,
      `files/${FILE}`,
      /^QuotaExceededError: Quota exceeded: api_requests_daily of this user /,
    ],
  ] as const) {
    const { exitCode, stdout, stderr } = await vtgo(demo, key, ["object", path]);
    assert.deepEqual([exitCode, stdout], [1, ""]);
    assert.match(stderr, error);
  }
  assert.deepEqual(await usageOf(demo), [{ files: 1 }, {}]);
  assert.equal(demo.upstream.calls.length, 1);
});
