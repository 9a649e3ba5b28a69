import type { FastifyInstance, FastifyReply } from "fastify";
import { toAccessError } from "../api/errors.ts";
import type { Log } from "../base/log.ts";
import { requireCurrentSchema } from "../store/migrate.ts";
import type { Store } from "../store/store.ts";

export interface StatusPagesOptions {
  readonly store: Store;
  readonly version: string;
  readonly log: Log;
}

/** What load balancers and passers-by ask for: no key, and nothing that is worth one. */
export function addStatusPages(app: FastifyInstance, { store, version, log }: StatusPagesOptions): void {
  app.get("/", (_request, reply) => {
    send(reply, 200, { name: "Tollgate", version, api: "/api/v3", openapi: "/api/v3/openapi.json" });
  });

  app.get("/healthz", (_request, reply) => {
    send(reply, 200, { status: "up" });
  });

  app.get("/readyz", async (request, reply) => {
    try {
      await requireCurrentSchema(store);
      send(reply, 200, { status: "ready" });
    } catch (error) {
      log.error({ request: request.id, err: error }, "not ready");
      const { code, message } = toAccessError(error, request.id);
      send(reply, 503, { error: { code, message } });
    }
    return reply;
  });
}

function send(reply: FastifyReply, status: number, body: object): void {
  reply.code(status).headers({
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": reply.request.id,
  });
  reply.send(JSON.stringify(body));
}
