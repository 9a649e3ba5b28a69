import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire, headers included. */
  readonly text: string;
}

/** An SMTP server that keeps what it is given. */
export interface Mailbox extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** The next mail that nobody has taken yet, once it is there. */
  next(): Promise<ReceivedMail>;
}

export async function startMailbox(): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  let taken = 0;
  let arrived = Promise.withResolvers<void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    async onData(stream, { envelope }, done) {
      const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
      received.push({ from, to: envelope.rcptTo.map(({ address }) => address), text: await text(stream) });
      arrived.resolve();
      arrived = Promise.withResolvers();
      done();
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    async next() {
      for (;;) {
        const mail = received[taken];
        if (mail === undefined) await arrived.promise;
        else {
          taken += 1;
          return mail;
        }
      }
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The first address in what a mail says; undefined when there is none. */
export function linkIn({ text }: ReceivedMail): string | undefined {
  // Long lines are broken with a "=" at their end, and a "=" itself is written as "=3D" (RFC 2045, 6.7).
  const isQuoted = /^content-transfer-encoding: quoted-printable/im.test(text);
  const plain = isQuoted ? text.replaceAll("=\r\n", "").replaceAll("=3D", "=") : text;
  return /https?:\/\/\S+/.exec(plain)?.[0];
}
