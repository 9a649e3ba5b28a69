import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";

/** Where the links of invitations lead: one page for every token, which asks the API about its own. */
export function addInvitationPage(app: FastifyInstance): void {
  const page = readFileSync(new URL("invitation-page.html", import.meta.url), "utf8");
  const policy = [
    "default-src 'none'",
    `script-src ${sourceOf(page, "script")}`,
    `style-src ${sourceOf(page, "style")}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

  app.get("/invitations/:token", (request, reply) => {
    reply.headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-store",
      // The token is in the address, which a browser would tell to whatever it opens next.
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-request-id": request.id,
    });
    reply.send(page);
  });
}

/** Only the page's own script and style run, whatever anyone might get into it. */
function sourceOf(page: string, element: "script" | "style"): string {
  const [, text = ""] = new RegExp(`<${element}>(.*)</${element}>`, "s").exec(page) ?? [];
  return `'sha256-${hash("sha256", text, "base64")}'`;
}
