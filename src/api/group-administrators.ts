import type { Groups } from "../access/groups.ts";
import type { MemberAdditions } from "../access/member-additions.ts";
import type { MemberRemovals } from "../access/member-removals.ts";
import {
  accountsPage,
  membershipAnswer,
  membersQuery,
  newMembersAnswer,
  newMembersBody,
} from "../wire/member.ts";
import { requireSome } from "./member-bodies.ts";
import { answerMembers, type MemberListsDependencies } from "./member-lists.ts";
import { presentAddition } from "./present-member.ts";
import { defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["groups"], bucket: "groups" } as const;
const list = "/groups/{id}/relationships/administrators";

export interface GroupAdministratorRoutesDependencies extends MemberListsDependencies {
  readonly groups: Groups;
  readonly memberAdditions: MemberAdditions;
  readonly memberRemovals: MemberRemovals;
}

/** The same people as those with the role USER_ROLE_GROUP_ADMIN. */
export function groupAdministratorRoutes(dependencies: GroupAdministratorRoutesDependencies): Route[] {
  const { groups, members, memberAdditions, memberRemovals } = dependencies;
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: list,
      operationId: "getGroupAdministrators",
      summary: "List the administrators of a group, for its members",
      query: membersQuery,
      csv: true,
      answer: accountsPage,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.see(actor, params.id);
      },
      handle: (request) => answerMembers(dependencies, request, "administrators"),
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: list,
      operationId: "postGroupAdministrators",
      summary: "Make users administrators by e-mail address; those outside the group join it",
      body: newMembersBody,
      answer: newMembersAnswer,
      errors: [403, 404, 409, 429],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle({ actor, params, body, baseUrl }) {
        const emails = requireSome(body.data).map((entry) => entry.id);
        const options = { asAdministrators: true, baseUrl };
        const added = await memberAdditions.add(actor, params.id, emails, options);
        return { data: added.map(presentAddition) };
      },
    }),
    defineRoute({
      ...about,
      method: "GET",
      path: `${list}/{user_id}`,
      operationId: "checkUserGroupAdministrator",
      summary: "Whether a user administers the group",
      answer: membershipAnswer,
      errors: [404],
      async handle({ actor, params }) {
        return { data: await members.has(actor, params.id, "administrators", params.user_id) };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: `${list}/{user_id}`,
      operationId: "deleteUserGroupAdministrator",
      summary: "Leave an administrator a plain member; never the last one",
      answer: "empty",
      errors: [403, 404],
      async handle({ actor, params }) {
        await memberRemovals.removeAdministrator(actor, params.id, params.user_id);
        return EMPTY;
      },
    }),
  ];
}
