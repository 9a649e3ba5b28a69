import type { SendMail } from "../access/mail.ts";
import type { Log } from "../base/log.ts";
import { AccessError } from "../model/errors.ts";

const TIMEOUT_MS = 10_000;

export interface MailOptions {
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly log: Log;
}

/** Sends by SMTP; null when no server is configured, and then links are shown instead of sent. */
export function mailSender({ smtpUrl, mailFrom, log }: MailOptions): SendMail | null {
  if (smtpUrl === undefined || mailFrom === undefined) return null;
  // Most servers send no mail, and all of them start sooner and smaller without the library.
  const transport = lazily(async () => {
    const { createTransport } = await import("nodemailer");
    return createTransport(
      {
        url: smtpUrl,
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        // A mail is text that this program wrote; it has no business reading files or fetching URLs.
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from: mailFrom },
    );
  });
  return async (mail) => {
    try {
      await (await transport()).sendMail(mail);
    } catch (error) {
      log.error({ err: error }, "mail could not be sent");
      throw new AccessError("TransientError", "The mail could not be sent; try again later");
    }
  };
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
