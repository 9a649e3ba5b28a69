import type { Command } from "commander";
import { readAnswer, readSecret } from "../answers.ts";
import { keyNotice } from "../key-notice.ts";
import { addRemote, anonymously } from "../remote.ts";
import type { Terminal } from "../terminal.ts";
import { addKeyOptions, type KeyOptions, keyAttributesOf } from "./keys.ts";

/** A browser gets a session; the command line a key, which everything else goes by. */
export function addSignIn(program: Command, terminal: Terminal): void {
  addKeyOptions(
    addRemote(program, {
      usage: "sign-in <user>",
      summary:
        "Get a new API key of yours by your password; name yourself by user name or e-mail address. It asks for the password, and for a code of the second factor",
      examples: [
        "sign-in alice --label laptop --expires 90d",
        "sign-in alice --json < password-and-code.txt",
      ],
      insteadOfKey: "nothing",
    }),
  ).action(
    anonymously(terminal, async (session, [user]: [string], options: KeyOptions) => {
      const password = await readSecret(session, "Your password");
      const code = await readAnswer(session, "Code of your authenticator (empty when you have none)", true);
      const attributes = keyAttributesOf(options);
      const key = await session.client.keys.createByPassword(user, password, code || undefined, attributes);
      await session.show(key, () => `Made key ${key.id} of ${user}.\n${keyNotice(key.attributes.apikey)}`);
    }),
  );
}
