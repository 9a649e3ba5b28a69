import type { Actor } from "../access/actor.ts";
import type { Members } from "../access/members.ts";
import { roleOf, type UserRelationships } from "../access/user-relationships.ts";
import type { SeenAccount, SeenGroup } from "../access/views.ts";
import type { MemberList } from "../store/member-conditions.ts";
import type { Cursors } from "./cursors.ts";
import { isMemberList, MEMBER_LIST_OPERATIONS } from "./member-list-operations.ts";
import { collection } from "./paging.ts";
import { describeGroup, groupUrl } from "./present-group.ts";
import { describeMember } from "./present-member.ts";
import { accountUrl } from "./present-user.ts";

/** Descriptors in each relationship of an object. */
const EXPANDED_LIMIT = 20;

type Names = readonly string[] | undefined;

/**
 * Adds to objects the relationships that `?relationships=` names, as descriptors. What the caller may
 * not read looks empty and unknown names are left out: vt-cli asks for four with every user.
 * Source: https://docs.virustotal.com/reference/relationships
 */
export class Relationships {
  readonly #ofUsers: UserRelationships;
  readonly #members: Members;
  readonly #cursors: Cursors;

  constructor(ofUsers: UserRelationships, members: Members, cursors: Cursors) {
    this.#ofUsers = ofUsers;
    this.#members = members;
    this.#cursors = cursors;
  }

  /** Needs no query: an account knows its group and who pays for it. */
  ofUser<Presented extends object>(seen: SeenAccount, names: Names, baseUrl: string, object: Presented) {
    if (names === undefined || names.length === 0) return object;
    const relationships: Record<string, object> = {};
    for (const name of new Set(names)) {
      const found = this.#ofUsers.idsOf(seen, name);
      if (found === undefined) continue;
      const url = accountUrl(seen.user, baseUrl);
      const context = { role: roleOf(seen.user) };
      const data = found.items.map((id) => describeGroup(id, context));
      relationships[name] =
        found.cardinality === "one"
          ? { data: data[0] ?? null, links: linksOf(url, name, "") }
          : { data, meta: { count: data.length }, links: linksOf(url, name, `?limit=${EXPANDED_LIMIT}`) };
    }
    return { ...object, relationships };
  }

  /** One query for each list of members. */
  async ofGroup<Presented extends object>(
    actor: Actor,
    { group }: SeenGroup,
    names: Names,
    baseUrl: string,
    object: Presented,
  ) {
    if (names === undefined || names.length === 0) return object;
    const relationships: Record<string, object> = {};
    for (const name of new Set(names)) {
      if (isMemberList(name)) relationships[name] = await this.#listOf(actor, group.id, name, baseUrl);
      if (name === "graphs") {
        const links = linksOf(groupUrl(group.id, baseUrl), name, `?limit=${EXPANDED_LIMIT}`);
        relationships[name] = { data: [], meta: { count: 0 }, links };
      }
    }
    return { ...object, relationships };
  }

  async #listOf(actor: Actor, groupId: string, list: MemberList, baseUrl: string) {
    const page = await this.#members.list(actor, groupId, list, { after: null, limit: EXPANDED_LIMIT });
    const { data, meta, links } = collection(
      {
        // Links go on where the list itself is served.
        route: {
          operationId: MEMBER_LIST_OPERATIONS[list],
          path: `/groups/{id}/relationships/${list}`,
        },
        params: { id: groupId },
        path: `/groups/${groupId}/relationships/${list}`,
        query: { limit: EXPANDED_LIMIT },
        rawQuery: {},
        baseUrl,
        cursors: this.#cursors,
      },
      { items: page.items.map(describeMember), nextAfter: page.nextAfter, count: page.count },
    );
    return { data, meta, links: { ...links, related: `${groupUrl(groupId, baseUrl)}/${list}` } };
  }
}

function linksOf(url: string, name: string, query: string) {
  return { self: `${url}/relationships/${name}${query}`, related: `${url}/${name}` };
}
