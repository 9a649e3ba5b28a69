import assert from "node:assert/strict";
import { test } from "node:test";
import type { SendMail } from "../../src/access/mail.ts";
import { createLog } from "../../src/base/log.ts";
import { mailSender } from "../../src/server/mail.ts";
import { startMailbox } from "../mailbox.ts";

const log = createLog({ level: "silent" });
const mailFrom = "Tollgate <tollgate@example.com>";

function senderTo(smtpUrl: string): SendMail {
  const send = mailSender({ smtpUrl, mailFrom, log });
  if (send === null) throw new Error("no sender although an SMTP server is given");
  return send;
}

test("a mail reaches its address by SMTP, from the sender of the settings", async () => {
  await using mailbox = await startMailbox();
  const send = senderTo(mailbox.url);
  await send({ to: "alice@example.com", subject: "Welcome", text: "Hello Alice." });
  const [mail, ...others] = mailbox.received;
  assert.deepEqual(others, []);
  assert.equal(mail?.from, "tollgate@example.com");
  assert.deepEqual(mail?.to, ["alice@example.com"]);
  assert.match(mail?.text ?? "", /^Subject: Welcome\r$/m);
  assert.match(mail?.text ?? "", /^Hello Alice\.\r$/m);
});

test("a line break in what a mail says cannot add headers or recipients", async () => {
  await using mailbox = await startMailbox();
  const send = senderTo(mailbox.url);
  await send({ to: "alice@example.com", subject: "Hi\r\nBcc: eve@example.com", text: "Hello." });
  assert.deepEqual(
    mailbox.received.map(({ to }) => to),
    [["alice@example.com"]],
  );
  assert.doesNotMatch(mailbox.received[0]?.text ?? "", /^Bcc:/m);
});

test("a server that cannot be reached is a TransientError that tells nothing of it", async () => {
  const mailbox = await startMailbox();
  await mailbox[Symbol.asyncDispose]();
  const send = senderTo(mailbox.url);
  await assert.rejects(send({ to: "alice@example.com", subject: "Hi", text: "Hello." }), {
    code: "TransientError",
    message: "The mail could not be sent; try again later",
  });
});

test("without an SMTP server in the settings there is no sender", () => {
  assert.equal(mailSender({ smtpUrl: undefined, mailFrom: undefined, log }), null);
});
