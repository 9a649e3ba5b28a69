import assert from "node:assert/strict";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";

async function alter({ parts }: TestServer, statement: string): Promise<void> {
  await parts.store.transaction((tx) => sql.raw(statement).execute(tx));
}

async function firstBadOf(server: TestServer): Promise<{ seq: number; why: string } | undefined> {
  const { body } = await server.request("GET", "/audit_log_verification", { key: server.operator.apikey });
  return body.data.first_bad;
}

forEachEngine((engine) => {
  test("the end of the audit is kept in the data folder and in the log, so that cutting it off is seen, and stays seen", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-head-"));
    const auditHeadFile = join(folder.path, "data", "audit-head");
    await using server = await startTestServer({ engine, auditHeadFile });
    await server.createUser("alice");
    await server.createUser("bob");
    await server.parts.auditHead?.look();
    const kept = await readFile(auditHeadFile, "utf8");
    assert.match(kept, /^3:[0-9a-f]{64}\n$/);
    const logged = server.logLines.findLast((line) => line.includes("auditHead"));
    assert.equal(JSON.parse(logged ?? "{}").auditHead, kept.slice(0, "3:".length + 32));
    assert.equal(await firstBadOf(server), undefined);

    await alter(server, "delete from audit_log where seq = 3");
    assert.deepEqual(await firstBadOf(server), {
      seq: 3,
      why: "Entry 3 is missing: the log was cut before the expected entry 3",
    });
    // What is written over the cut does not hide it.
    await server.createUser("carol");
    await server.createUser("dan");
    await server.parts.auditHead?.look();
    assert.match((await firstBadOf(server))?.why ?? "", /^Entry 3 is not the one expected/);
    assert.equal(await readFile(auditHeadFile, "utf8"), kept);
    assert.ok(server.logLines.some((line) => line.includes("does not hold the entry that it ended with")));
  });

  test("what was logged of a head is enough to be expected", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice");
    const { apikey: key } = server.operator;
    const verify = async (head: string) =>
      (await server.request("GET", `/audit_log_verification?expected_head=${head}`, { key })).body.data;
    const { head } = (await server.request("GET", "/audit_log_verification", { key })).body.data;
    const logged = head.slice(0, "2:".length + 32);
    assert.equal((await verify(logged)).first_bad, undefined);
    assert.equal((await verify(`3:${logged.slice(2)}`)).first_bad.seq, 3);
    assert.match((await verify(`1:${logged.slice(2)}`)).first_bad.why, /not the one expected/);
  });

  test("a server that ends keeps the last head, and the next one goes on from there", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-head-"));
    const auditHeadFile = join(folder.path, "audit-head");
    await using server = await startTestServer({ engine, auditHeadFile });
    await server.createUser("alice");
    await server.close();
    assert.match(await readFile(auditHeadFile, "utf8"), /^2:/);
  });

  test("a head that cannot be kept is told of once, and no change fails for it", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-head-"));
    await writeFile(join(folder.path, "file"), "");
    const auditHeadFile = join(folder.path, "file", "audit-head");
    await using server = await startTestServer({ engine, auditHeadFile });
    for (const id of ["alice", "bob"]) {
      await server.createUser(id);
      await server.parts.auditHead?.look();
    }
    const told = server.logLines.filter((line) => line.includes("could not be kept"));
    assert.equal(told.length, 1);
  });
});

test("a file that holds something else keeps the server from starting, in a sentence", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-head-"));
  const auditHeadFile = join(folder.path, "audit-head");
  await writeFile(auditHeadFile, "3:abc\n");
  await assert.rejects(
    startTestServer({ auditHeadFile }),
    /does not hold the head of an audit; put it back, or/,
  );
});
