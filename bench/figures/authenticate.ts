import type { Figure } from "../figure.ts";
import { cycle, getRequest, Load, once } from "../load.ts";
import type { SeededUser } from "../seed.ts";
import type { ServerProcess } from "../server-process.ts";
import { inTurn, medianOf } from "../statistics.ts";

const CONNECTIONS = 64;
const KEYS = 1000;
const PASSES = 10;
const WARM_UP_PASSES = 20;

export interface KeyStore {
  readonly tollgate: ServerProcess;
  readonly keys: number;
  /** Owners of some of the keys, at least a thousand. */
  readonly owners: readonly SeededUser[];
}

export interface AuthenticateSpec {
  readonly many: KeyStore;
  readonly few: KeyStore;
  readonly rounds: number;
  readonly roundMs: number;
}

/**
 * `GET /metadata`, which is little more than authentication. Cold: a thousand different keys, of which the server
 * remembers none, each with a client that makes it write the key's last use. Hot: 64 keys over and over. As many
 * keys are in use with a million stored as with a thousand, and only how many are stored differs.
 */
export async function authenticate({ many, few, rounds, roundMs }: AuthenticateSpec): Promise<Figure[]> {
  using ofMany = await Authentication.of(many);
  using ofFew = await Authentication.of(few);
  await inTurn(WARM_UP_PASSES, async () => [await ofFew.cold(), await ofMany.cold()]);
  const results = await inTurn(rounds, async () => {
    const passes = await inTurn(PASSES, async () => ({ few: await ofFew.cold(), many: await ofMany.cold() }));
    return {
      cold: {
        few: medianOf(passes, (pass) => pass.few),
        many: medianOf(passes, (pass) => pass.many),
      },
      hot: { few: await ofFew.hot(roundMs), many: await ofMany.hot(roundMs) },
    };
  });
  return (["cold", "hot"] as const).map((which) => {
    const ratios = results.map((round) => round[which].few / round[which].many);
    return {
      name: `Authentication with ${many.keys} keys stored against ${few.keys}, ${which}, cost`,
      value: medianOf(ratios, (ratio) => ratio),
      unit: "×",
      must: { atMost: 1.3 },
      rounds: ratios,
      details: {
        [`${many.keys} keys, calls per second`]: medianOf(results, (round) => round[which].many),
        [`${few.keys} keys, calls per second`]: medianOf(results, (round) => round[which].few),
      },
    };
  });
}

class Authentication implements Disposable {
  readonly #store: KeyStore;
  readonly #load: Load;
  readonly #hot: readonly Buffer[];
  readonly #cold: readonly SeededUser[];
  #pass = 0;

  static async of(store: KeyStore): Promise<Authentication> {
    return new Authentication(store, await Load.connect(store.tollgate.url, CONNECTIONS));
  }

  private constructor(store: KeyStore, load: Load) {
    this.#store = store;
    this.#load = load;
    this.#hot = store.owners.slice(0, CONNECTIONS).map((owner) => requestOf(owner, "hot"));
    const stride = Math.floor(store.owners.length / KEYS);
    this.#cold = store.owners.filter((_owner, index) => index % stride === 0).slice(0, KEYS);
  }

  /** Calls per second of one pass over keys that are far apart from each other. */
  async cold(): Promise<number> {
    this.#pass += 1;
    await this.#forgetKeys();
    const requests = this.#cold.map((owner) => requestOf(owner, `pass ${this.#pass}`));
    return (await this.#load.run(once(requests))).perSecond;
  }

  async hot(durationMs: number): Promise<number> {
    return (await this.#load.run(cycle(this.#hot, durationMs))).perSecond;
  }

  [Symbol.dispose](): void {
    this.#load[Symbol.dispose]();
  }

  /** Any administrative change does. */
  async #forgetKeys(): Promise<void> {
    const owner = this.#store.owners[0];
    const response = await fetch(new URL("/api/v3/users/me", this.#store.tollgate.url), {
      method: "PATCH",
      headers: { "x-apikey": owner?.apikey ?? "" },
      body: JSON.stringify({
        data: { type: "user", id: owner?.id, attributes: { profile_phrase: `Pass ${this.#pass}` } },
      }),
    });
    if (response.status !== 200) throw new Error(`PATCH /users/me: ${await response.text()}`);
  }
}

function requestOf({ apikey }: SeededUser, client: string): Buffer {
  return getRequest("/api/v3/metadata", { "x-apikey": apikey, "user-agent": client });
}
