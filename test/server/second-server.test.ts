import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";
import { forEachEngine, freshDatabaseUrl } from "../engines.ts";

forEachEngine((engine) => {
  test("a second server on the same database refuses to start, until the first is gone", async () => {
    await using database = await freshDatabaseUrl(engine);
    const { settings, secrets } = readSettings(
      {
        TOLLGATE_DATABASE_URL: database.url,
        TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
        TOLLGATE_LOG_LEVEL: "fatal",
      },
      { listen: "127.0.0.1:0" },
    );
    const first = await startServer(settings, secrets, { auditHeadFile: null });
    await assert.rejects(
      startServer(settings, secrets),
      /Another Tollgate server is running on this database/,
    );
    await first.close();
    const second = await startServer(settings, secrets, { auditHeadFile: null });
    await second.close();
  });
});
