import { Derived } from "./derived.ts";
import type { Entry, Item } from "./item.ts";
import { UpstreamError } from "./upstream-error.ts";
import type { World } from "./world.ts";

const OTHERS_MAX = 15;
/** In whose name the demo votes. */
const VOTER = "demo";

/** The vote that was cast here first, then the others'. */
export function voteEntries(world: World, item: Item): Entry[] {
  const name = nameOf(item);
  const count = new Derived("votes", name).integer("count", 0, OTHERS_MAX);
  const others = Array.from({ length: count }, (_, index) => ({
    key: count - index,
    item: otherVote(item, count - index),
  }));
  const verdict = world.votes.get(name);
  return verdict === undefined ? others : [{ key: count + 1, item: ownVote(item, verdict) }, ...others];
}

/** Raises AlreadyExistsError for a second vote. */
export function castVote(world: World, item: Item, verdict: unknown): Item {
  if (verdict !== "harmless" && verdict !== "malicious") {
    throw new UpstreamError("InvalidArgumentError", "data.attributes.verdict must be harmless or malicious");
  }
  const name = nameOf(item);
  const earlier = world.votes.get(name);
  if (earlier !== undefined) {
    const sentence = `User "${VOTER}" already voted "${earlier}" for this ${item.type}`;
    throw new UpstreamError("AlreadyExistsError", sentence);
  }
  world.votes.set(name, verdict);
  return ownVote(item, verdict);
}

function ownVote(item: Item, verdict: string): Item {
  return voteItem(`${item.id}-${VOTER}`, verdict);
}

function otherVote(item: Item, index: number): Item {
  const derived = new Derived("vote", nameOf(item), index);
  return voteItem(
    `${item.id}-${derived.hex("voter", 8)}`,
    derived.pick("verdict", ["harmless", "malicious"]),
  );
}

function voteItem(id: string, verdict: string): Item {
  return {
    type: "vote",
    collection: "votes",
    id,
    attributes: () => ({
      date: new Derived("vote", id).time("date"),
      verdict,
      value: verdict === "malicious" ? -1 : 1,
    }),
  };
}

function nameOf({ collection, id }: Item): string {
  return `${collection}/${id}`;
}
