import { json } from "./answer.ts";
import { postComment } from "./comments.ts";
import type { Item } from "./item.ts";
import { collection, descriptor, present, single, USUAL_PAGE } from "./present.ts";
import { entriesOfRelation, relationOf } from "./relations.ts";
import { type DemoRequest, readAttributes } from "./request.ts";
import type { DemoRoute, Handle } from "./router.ts";
import { notFound } from "./upstream-error.ts";
import { castVote } from "./votes.ts";

/** Raises NotFoundError, or InvalidArgumentError for an id that cannot be. */
export type Find = (request: DemoRequest, id: string) => Item;

/** An object, and its relationships in both of VirusTotal's forms. */
export function objectRoutes(path: string, find: Find): DemoRoute[] {
  return [
    ["GET", `${path}/{id}`, show(find)],
    ["GET", `${path}/{id}/{name}`, related(find, present)],
    ["GET", `${path}/{id}/relationships/{name}`, related(find, (_request, item) => descriptor(item))],
  ];
}

/** What people say of an object. */
export function opinionRoutes(path: string, find: Find): DemoRoute[] {
  return [
    [
      "POST",
      `${path}/{id}/comments`,
      async (request, { id = "" }) => {
        const item = find(request, id);
        const { text } = await readAttributes(request.message);
        return json(single(request, postComment(request.world, item, text)));
      },
    ],
    [
      "POST",
      `${path}/{id}/votes`,
      async (request, { id = "" }) => {
        const item = find(request, id);
        const { verdict } = await readAttributes(request.message);
        return json(single(request, castVote(request.world, item, verdict)));
      },
    ],
  ];
}

export function show(find: Find): Handle {
  return (request, { id = "" }) => json(single(request, find(request, id)));
}

function related(find: Find, shown: (request: DemoRequest, item: Item) => object): Handle {
  return (request, { id = "", name = "" }) => {
    const item = find(request, id);
    const relation = relationOf(item, name);
    if (relation === undefined) throw notFound("Relationship", name);
    const entries = entriesOfRelation(request.world, item, name);
    if (relation.isOne !== true) {
      return json(collection(request, entries, USUAL_PAGE, (other) => shown(request, other)));
    }
    const [first] = entries;
    const self = `${request.baseUrl}${request.path}`;
    return json({ data: first === undefined ? null : shown(request, first.item), links: { self } });
  };
}
