import assert from "node:assert/strict";
import { mkdtempDisposable, readdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bootstrap } from "../../src/access/bootstrap.ts";
import { createLog } from "../../src/base/log.ts";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";
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

    await rename(elsewhere, pepper);
    await using again = await start();
    const answer = await fetch(`${again.url}/api/v3/users/me`, { headers: { "x-apikey": apikey } });
    assert.equal(answer.status, 200);
  });
});
