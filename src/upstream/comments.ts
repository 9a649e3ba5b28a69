import { Derived } from "./derived.ts";
import type { Entry, Item } from "./item.ts";
import { notFound, UpstreamError } from "./upstream-error.ts";
import type { World } from "./world.ts";

/** What the id of a comment begins with, by the collection of what it is about. */
const PREFIXES: Readonly<Record<string, string>> = {
  files: "f",
  urls: "u",
  domains: "d",
  ip_addresses: "i",
};

/** Keys of posted comments are greater than those of any that were there before. */
const POSTED_KEY = 1_000_000;
const OTHERS_MAX = 24;

const TEXTS = [
  "Seen in a phishing wave this week. #phishing",
  "Clean in our sandbox, no network activity.",
  "Drops a second stage, see the relations. #malware #loader",
  "False positive, this is our own installer.",
  "Matches a rule of ours for packed samples. #packed",
] as const;

/** The newest first: those that were posted here, then the others. */
export function commentEntries(world: World, item: Item): Entry[] {
  const stem = stemOf(item);
  const posted = world.comments
    .values()
    .filter(({ id }) => isAbout(id, stem))
    .map(({ id, sequence }) => ({ key: POSTED_KEY + sequence, item: commentItem(world, id) }))
    .reverse();
  const count = new Derived("comments", stem).integer("count", 0, OTHERS_MAX);
  const others = Array.from({ length: count }, (_, index) => ({
    key: count - index,
    item: commentItem(world, otherId(stem, count - index)),
  }));
  return [...posted, ...others];
}

export function postComment(world: World, item: Item, text: unknown): Item {
  if (typeof text !== "string" || text.trim() === "") {
    throw new UpstreamError("InvalidArgumentError", "data.attributes.text must be a text that is not empty");
  }
  const stem = stemOf(item);
  const sequence = world.nextSequence();
  const id = `${stem}-${new Derived("posted", stem, sequence).hex("id", 8)}`;
  world.comments.set(id, { id, text, sequence });
  return commentItem(world, id);
}

export function findComment(world: World, id: string): Item {
  if (!world.comments.has(id) && !isOfOthers(id)) throw notFound("Comment", id);
  return commentItem(world, id);
}

/** Only what was posted here may be taken back. */
export function deleteComment(world: World, id: string): void {
  if (world.comments.delete(id)) return;
  if (!isOfOthers(id)) throw notFound("Comment", id);
  throw new UpstreamError("ForbiddenError", "You are not authorized to perform the requested operation");
}

function commentItem(world: World, id: string): Item {
  const derived = new Derived("comment", id);
  const text = world.comments.get(id)?.text ?? derived.pick("text", TEXTS);
  return {
    type: "comment",
    collection: "comments",
    id,
    attributes: () => ({
      date: derived.time("date"),
      text,
      html: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
      tags: [...text.matchAll(/#(\w+)/g)].map((match) => match[1]),
      votes: { positive: derived.integer("positive", 0, 9), negative: 0, abuse: 0 },
    }),
  };
}

function isOfOthers(id: string): boolean {
  const stem = id.slice(0, id.lastIndexOf("-"));
  const count = new Derived("comments", stem).integer("count", 0, OTHERS_MAX);
  return Array.from({ length: count }, (_, index) => otherId(stem, index + 1)).includes(id);
}

function otherId(stem: string, index: number): string {
  return `${stem}-${new Derived("other comment", stem, index).hex("id", 8)}`;
}

function isAbout(id: string, stem: string): boolean {
  return id.slice(0, id.lastIndexOf("-")) === stem;
}

function stemOf({ collection, id }: Item): string {
  return `${PREFIXES[collection] ?? "x"}-${id}`;
}
