import type { TestServer } from "../harness.ts";

/** Everyone who can stand before a route, in the order in which the tables list their expectations. */
export const CALLERS = [
  "nobody",
  "stranger",
  "member",
  "group administrator",
  "administrator of another group",
  "service account",
  "owner",
  "operator",
] as const;

export type Caller = (typeof CALLERS)[number];

/** A user of group `acme` made for one cell of the matrix, so that no cell sees another's traces. */
export interface Target {
  readonly id: string;
  readonly email: string;
  readonly apikey: string;
}

/**
 * The people of the matrix: groups `acme` (administrators ada and ann, member mel, service account
 * acme_bot) and `globex` (administrator gil), and sam without a group. The owner is the target itself.
 */
export interface Cast {
  readonly server: TestServer;
  keyOf(caller: Caller, target: Target): string | undefined;
  newTarget(): Promise<Target>;
  /** The same with PASSWORD; hashing one takes a while. */
  newTargetWithPassword(): Promise<Target>;
}

export const PASSWORD = "correct horse battery staple";

export async function createCast(server: TestServer): Promise<Cast> {
  await server.createGroup("acme", { organization: "Acme" });
  await server.createGroup("globex", { organization: "Globex" });
  const ada = await server.createAdministrator("acme", "ada");
  await server.createAdministrator("acme", "ann");
  const mel = await server.createMember("acme", "mel");
  const gil = await server.createAdministrator("globex", "gil");
  const sam = await server.createUser("sam");
  const botKey = await createServiceAccount(server);
  let targets = 0;
  const newTarget = (attributes: object) => {
    targets += 1;
    return server.createMember("acme", `target-${targets}`, attributes);
  };
  return {
    server,
    keyOf(caller, target) {
      const keys: Record<Caller, string | undefined> = {
        nobody: undefined,
        stranger: sam.apikey,
        member: mel.apikey,
        "group administrator": ada.apikey,
        "administrator of another group": gil.apikey,
        "service account": botKey,
        owner: target.apikey,
        operator: server.operator.apikey,
      };
      return keys[caller];
    },
    newTarget: () => newTarget({ first_name: "Tess" }),
    newTargetWithPassword: () => newTarget({ first_name: "Tess", password: PASSWORD }),
  };
}

async function createServiceAccount({ request, operator }: TestServer): Promise<string> {
  const { body } = await request("POST", "/groups/acme/relationships/service_accounts", {
    key: operator.apikey,
    body: { data: [{ type: "service_account", id: "bot" }] },
  });
  return body.data[0].attributes.apikey;
}
