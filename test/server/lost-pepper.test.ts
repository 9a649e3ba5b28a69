import assert from "node:assert/strict";
import { mkdtempDisposable, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { verifyChain } from "../../src/access/audit-verification.ts";
import { bootstrap } from "../../src/access/bootstrap.ts";
import { createLog } from "../../src/base/log.ts";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";
import { tollgate } from "../cli/command-line.ts";
import { forEachEngine, freshDatabaseUrl } from "../engines.ts";

const log = createLog({ level: "silent" });

forEachEngine((engine) => {
  test("a server whose pepper is gone refuses to start instead of making every key worthless", async () => {
    await using database = await freshDatabaseUrl(engine);
    await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-lost-pepper-"));
    const environment = { TOLLGATE_DATABASE_URL: database.url, TOLLGATE_DATA_DIR: folder.path };
    const start = () => {
      const { settings, secrets } = readSettings(environment, { listen: "127.0.0.1:0" });
      return startServer(settings, secrets, { log });
    };
    const first = await start();
    const { apikey } = await bootstrap(first.parts.newAccounts, "root", "root@example.com");
    await first.close();

    const [pepper, elsewhere] = [join(folder.path, "key-pepper"), `${folder.path}-elsewhere`];
    await rename(pepper, elsewhere);
    await assert.rejects(start(), /There is no key-pepper in .*; put it back from a backup/);
    assert.equal((await readdir(folder.path)).includes("key-pepper"), false);

    await writeFile(pepper, `${"5".repeat(64)}\n`);
    await assert.rejects(start(), /This key pepper is not the one that the database's keys were hashed with/);

    await rename(elsewhere, pepper);
    await using again = await start();
    const answer = await fetch(`${again.url}/api/v3/users/me`, { headers: { "x-apikey": apikey } });
    assert.equal(answer.status, 200);
  });

  test("with a pepper that is lost for good, keys can be given up and made anew by password", async () => {
    await using database = await freshDatabaseUrl(engine);
    await using folder = await mkdtempDisposable(join(tmpdir(), "tollgate-lost-pepper-"));
    const environment = { TOLLGATE_DATABASE_URL: database.url, TOLLGATE_DATA_DIR: folder.path };
    const start = () => {
      const { settings, secrets } = readSettings(environment, { listen: "127.0.0.1:0" });
      return startServer(settings, secrets, { log });
    };
    const first = await start();
    const { password } = await bootstrap(first.parts.newAccounts, "root", "root@example.com");
    await first.close();
    await rm(join(folder.path, "key-pepper"));

    const unsure = await tollgate(["forget-keys"], { environment });
    assert.deepEqual([unsure.code, unsure.out], [1, ""]);
    const sure = await tollgate(["forget-keys", "--yes"], { environment });
    assert.deepEqual(
      [sure.code, sure.out],
      [0, "Deleted 1 API key, 0 invitations, 0 sessions and 0 second factors.\n"],
    );
    await using again = await start();
    const answer = await fetch(`${again.url}/api/v3/users/root/api_keys`, {
      method: "POST",
      headers: { "x-user-password": password },
    });
    assert.equal(answer.status, 200);
    assert.equal((await verifyChain(again.parts.store)).firstBad, null);
  });
});
