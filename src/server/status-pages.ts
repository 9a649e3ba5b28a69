import { toAccessError } from "../api/errors.ts";
import { jsonPage, type Page } from "../api/page.ts";
import type { Log } from "../base/log.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { requireCurrentSchema } from "../store/migrate.ts";
import type { Store } from "../store/store.ts";

export interface StatusPagesOptions {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly version: string;
  readonly log: Log;
}

/** What load balancers and passers-by ask for: no key, and nothing that is worth one. */
export function statusPages({ store, ledger, version, log }: StatusPagesOptions): Page[] {
  const welcome = { name: "Tollgate", version, api: "/api/v3", openapi: "/api/v3/openapi.json" };
  return [
    { method: "GET", path: "/", answer: () => jsonPage(200, welcome) },
    { method: "GET", path: "/healthz", answer: () => jsonPage(200, { status: "up" }) },
    {
      method: "GET",
      path: "/readyz",
      async answer({ id }) {
        try {
          await requireCurrentSchema(store);
          ledger.requireOpen();
          return jsonPage(200, { status: "ready" });
        } catch (error) {
          log.error({ request: id, err: error }, "not ready");
          const { code, message } = toAccessError(error, id);
          return jsonPage(503, { error: { code, message } });
        }
      },
    },
  ];
}
