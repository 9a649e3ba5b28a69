import type { Entry, Item } from "./item.ts";
import { entriesOfRelation, relationOf } from "./relations.ts";
import type { DemoRequest } from "./request.ts";
import { UpstreamError } from "./upstream-error.ts";

const EXPANDED_MAX = 20;

export interface PageLimits {
  readonly limit: number;
  readonly limitMax: number;
}

export const USUAL_PAGE: PageLimits = { limit: 10, limitMax: 40 };

/** `{"data": object}`. */
export function single(request: DemoRequest, item: Item): object {
  return { data: present(request, item) };
}

/** A page of a list, in VirusTotal's shape: cursor and next link go together, and the last page has neither. */
export function collection(
  request: DemoRequest,
  entries: readonly Entry[],
  limits: PageLimits,
  show: (item: Item) => object,
): object {
  const limit = limitOf(request, limits);
  const after = keyOf(request.query.get("cursor"));
  const left = entries.filter(({ key }) => after === undefined || key < after);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  const cursor = left.length > page.length && last !== undefined ? cursorOf(last.key) : undefined;
  return {
    data: page.map(({ item }) => show(item)),
    meta: { count: entries.length, ...(cursor !== undefined && { cursor }) },
    links: {
      self: linkTo(request, limit, request.query.get("cursor") ?? undefined),
      ...(cursor !== undefined && { next: linkTo(request, limit, cursor) }),
    },
  };
}

/** The whole object, or what `attributes`, `exclude_attributes` and `relationships` ask for. */
export function present(request: DemoRequest, item: Item): object {
  const { query } = request;
  const [wanted, unwanted] = [listIn(query, "attributes"), listIn(query, "exclude_attributes") ?? []];
  const attributes = Object.entries(item.attributes()).filter(
    ([name]) => (wanted === undefined || wanted.includes(name)) && !unwanted.includes(name),
  );
  const relationships = (listIn(query, "relationships") ?? []).flatMap((name) =>
    relationOf(item, name) === undefined ? [] : [[name, expand(request, item, name)] as const],
  );
  return {
    id: item.id,
    type: item.type,
    links: { self: addressOf(request, item) },
    attributes: Object.fromEntries(attributes),
    ...(relationships.length > 0 && { relationships: Object.fromEntries(relationships) }),
  };
}

export function descriptor({ type, id }: Item): object {
  return { type, id };
}

export function addressOf({ baseUrl }: DemoRequest, { collection: name, id }: Item): string {
  return `${baseUrl}/api/v3/${name}/${encodeURIComponent(id)}`;
}

/** A relationship inside of an object: its first items as descriptors, and where the others are. */
function expand(request: DemoRequest, item: Item, name: string): object {
  const entries = entriesOfRelation(request.world, item, name);
  const shown = entries.slice(0, EXPANDED_MAX);
  const last = shown.at(-1);
  const self = `${addressOf(request, item)}/relationships/${name}`;
  const links = { self: `${self}?limit=${EXPANDED_MAX}`, related: `${addressOf(request, item)}/${name}` };
  if (relationOf(item, name)?.isOne === true) {
    return { data: last === undefined ? null : descriptor(last.item), links };
  }
  const cursor = entries.length > shown.length && last !== undefined ? cursorOf(last.key) : undefined;
  return {
    data: shown.map((entry) => descriptor(entry.item)),
    meta: { count: entries.length, ...(cursor !== undefined && { cursor }) },
    links: { ...links, ...(cursor !== undefined && { next: `${links.self}&cursor=${cursor}` }) },
  };
}

function limitOf({ query }: DemoRequest, { limit, limitMax }: PageLimits): number {
  const text = query.get("limit") ?? String(limit);
  const asked = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (asked === 0) throw new UpstreamError("InvalidArgumentError", `Invalid limit: "${text}"`);
  return Math.min(asked, limitMax);
}

function linkTo({ baseUrl, path, query }: DemoRequest, limit: number, cursor: string | undefined): string {
  const parameters = new URLSearchParams(query);
  parameters.set("limit", String(limit));
  parameters.delete("cursor");
  if (cursor !== undefined) parameters.set("cursor", cursor);
  return `${baseUrl}${path}?${parameters}`;
}

function cursorOf(key: number): string {
  return Buffer.from(`after:${key}`).toString("base64url");
}

function keyOf(cursor: string | null): number | undefined {
  if (cursor === null || cursor === "") return undefined;
  const match = /^after:(\d{1,15})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null) throw new UpstreamError("InvalidArgumentError", `Invalid cursor: "${cursor}"`);
  return Number(match[1]);
}

function listIn(query: URLSearchParams, name: string): string[] | undefined {
  const text = query.get(name);
  return text === null || text === "" ? undefined : text.split(",").map((part) => part.trim());
}
