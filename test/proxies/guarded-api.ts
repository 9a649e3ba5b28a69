import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

/** What reached the API that a proxy guards. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Stands where VirusTotal is: it has a certificate for that name, answers every call, and remembers it. */
export class GuardedApi {
  readonly port: number;
  /** Who signed its certificate. */
  readonly authorityFile: string;
  readonly received: Received[] = [];
  readonly #server: Server;

  private constructor(server: Server, authorityFile: string) {
    this.#server = server;
    this.authorityFile = authorityFile;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Keeps its certificate in the folder. */
  static async start(folder: string): Promise<GuardedApi> {
    const [key, cert] = [join(folder, "api-key.pem"), join(folder, "api-cert.pem")];
    const subject = ["-subj", "/CN=www.virustotal.com"];
    const names = ["-addext", "subjectAltName=DNS:www.virustotal.com,IP:127.0.0.1"];
    const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...fresh, ...subject, ...names, "-keyout", key, "-out", cert], {
      stdio: "pipe",
    });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const api = new GuardedApi(server, cert);
    server.on("request", async (request, response) => {
      const { method = "", url = "", headers } = request;
      api.received.push({ method, url, headers, body: await buffer(request) });
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ data: { path: url } }));
    });
    return api;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}
