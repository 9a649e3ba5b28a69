import { toRfc3339 } from "../base/clock.ts";
import type { User } from "../model/user.ts";
import type { Mail } from "./mail.ts";

/** What became of a link that sets a new password. */
export type ResetDelivery =
  /** No mail server is configured: the operator hands it over. */
  { readonly state: "shown"; readonly link: string } | { readonly state: "sent" | "failed" };

/** The token stands behind the #, which browsers send to nobody: it gets into no log on the way. */
export function resetLink(baseUrl: string, token: string): string {
  return `${baseUrl}/reset-password#${token}`;
}

export function resetMail(user: User, link: string, expiresAt: number): Mail {
  return {
    to: user.email ?? "",
    subject: "A new password",
    text: `Hello,

somebody, probably you, has asked for a new password of "${user.id}". To choose one, open

    ${link}

The link works once, until ${toRfc3339(expiresAt * 1000)}. If you did not ask for it, ignore this mail: nothing has changed.
`,
  };
}
