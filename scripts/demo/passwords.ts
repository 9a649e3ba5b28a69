import { Client } from "../../src/client/client.ts";
import type { Organisation } from "./seed-organisation.ts";

export const ADMINISTRATOR = "mara.lindqvist";
export const MEMBER = "chiara.romano";
/** Good for the demo alone, whose people are made up and whose server listens on this machine. */
export const DEMO_PASSWORD = "demo-demo-demo";

/** For who wants to look around in the console. */
export async function setPasswords(url: string, organisation: Organisation): Promise<void> {
  for (const { id, apikey } of organisation) {
    if (id !== ADMINISTRATOR && id !== MEMBER) continue;
    await new Client(url, apikey, { userAgent: "demo" }).passwords.change(id, undefined, DEMO_PASSWORD);
  }
}
