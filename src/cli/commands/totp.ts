import type { Command } from "commander";
import { isWrongArgument } from "../../client/client-error.ts";
import type { Totp } from "../../client/objects.ts";
import { readSecret } from "../answers.ts";
import { CliError } from "../cli-error.ts";
import { formatTime, plain } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import type { Session } from "../session.ts";
import { renderFacts } from "../table.ts";
import type { Terminal } from "../terminal.ts";

const PASSWORD = "Your password";
const CODE = "Code of your authenticator";
const TRIES = 3;

/** One's own second factor; `users reset-totp` is for somebody else's. */
export function addTotp(program: Command, terminal: Terminal): void {
  const totp = program
    .command("totp")
    .description("Your own second factor: show, switch on and off, recovery codes");

  addRemote(totp, {
    usage: "show [user]",
    summary:
      "Show whether there is a second factor, and how many recovery codes are left; yours unless told whose",
    examples: ["totp show", "totp show alice"],
  }).action(
    remotely(terminal, async ({ client, show }, [user = "me"]: [string | undefined]) => {
      const found = await client.totp.get(user);
      await show(found, () => renderFacts(factsOf(found)));
    }),
  );

  addEnabling(totp, terminal);

  addRemote(totp, {
    usage: "recovery-codes",
    summary: "Make new recovery codes in place of all others",
    examples: ["totp recovery-codes"],
  }).action(
    remotely(terminal, async (session) => {
      const password = await readSecret(session, PASSWORD);
      await showCodes(session, await session.client.totp.renewRecoveryCodes("me", password));
    }),
  );

  addRemote(totp, {
    usage: "disable",
    summary: "Switch your second factor off",
    examples: ["totp disable"],
  }).action(
    remotely(terminal, async (session) => {
      await session.client.totp.remove("me", await readSecret(session, PASSWORD));
      await session.show({ enabled: false }, () => "Switched off your second factor.\n");
    }),
  );
}

function addEnabling(totp: Command, terminal: Terminal): void {
  addRemote(totp, {
    usage: "enable",
    summary: "Switch your second factor on, step by step",
    examples: ["totp enable"],
  }).action(remotely(terminal, enable));

  addRemote(totp, {
    usage: "begin",
    summary: "For programs, the first step alone: make a secret, which counts once a code of it is confirmed",
    examples: ["totp begin --json < password.txt"],
  }).action(
    remotely(terminal, async (session) => {
      const begun = await session.client.totp.begin("me", await readSecret(session, PASSWORD));
      await session.show(
        begun,
        async () => `${await describeSecret(begun)}\nTo switch it on: tollgate totp confirm\n`,
      );
    }),
  );

  addRemote(totp, {
    usage: "confirm",
    summary: "For programs, the second step: send a code, and keep the recovery codes",
    examples: ["totp confirm --json < code.txt"],
  }).action(
    remotely(terminal, async (session) => {
      await showCodes(session, await session.client.totp.confirm("me", await readSecret(session, CODE)));
    }),
  );
}

async function enable(session: Session): Promise<void> {
  const { client, terminal, progress, isForPrograms } = session;
  if (isForPrograms || !terminal.canAsk) {
    throw new CliError("This is for people at a terminal; programs call `totp begin`, then `totp confirm`");
  }
  const begun = await client.totp.begin("me", await readSecret(session, PASSWORD));
  const description = await describeSecret(begun);
  progress.stop();
  // Not a result: standard output may go to the file that is to hold the recovery codes.
  terminal.tell(`Scan this with your authenticator, or type the secret into it.\n\n${description}\n`);
  await showCodes(session, await confirmPatiently(session));
}

/** A code may be mistyped, or end while it is typed. */
async function confirmPatiently(session: Session): Promise<Totp> {
  for (let tries = 1; ; tries++) {
    try {
      return await session.client.totp.confirm("me", await readSecret(session, CODE));
    } catch (error) {
      if (!isWrongArgument(error)) throw error;
      if (tries >= TRIES) throw new CliError(`${error.message}. Then go on with: tollgate totp confirm`);
      session.progress.stop();
      session.terminal.tell(`${plain(error.message)}.\n`);
    }
  }
}

async function describeSecret({ attributes }: Totp): Promise<string> {
  const { secret = "", otpauth_uri: uri = "" } = attributes;
  const { renderUnicodeCompact } = await import("uqr");
  // Whatever the colours of the terminal: a code in the wrong ones cannot be scanned.
  const lines = renderUnicodeCompact(uri, { border: 2 })
    .split("\n")
    .map((line) => `\u001b[40;97m${line}\u001b[0m\n`);
  return `${lines.join("")}\n${await renderFacts([
    ["Secret", secret],
    ["Address", uri],
  ])}`;
}

async function showCodes({ show }: Session, totp: Totp): Promise<void> {
  const codes = totp.attributes.recovery_codes ?? [];
  await show(totp, () => {
    const lines = codes.map((code) => `  ${plain(code)}\n`).join("");
    return `Your second factor is on. Recovery codes, each of which lets you in once without the authenticator:\n\n${lines}\nKeep them where the authenticator is not: they are shown only now.\n`;
  });
}

function factsOf({ attributes }: Totp) {
  const { enabled, enabled_at, recovery_codes_left } = attributes;
  return [
    ["Second factor", enabled ? "on" : "off"],
    ["Since", formatTime(enabled_at)],
    ["Recovery codes left", recovery_codes_left],
  ] as const;
}
