import type { Groups } from "../access/groups.ts";
import type { MemberAdditions } from "../access/member-additions.ts";
import type { MemberChanges } from "../access/member-changes.ts";
import type { MemberRemovals } from "../access/member-removals.ts";
import {
  changedMembersAnswer,
  memberChangesBody,
  membershipAnswer,
  membersQuery,
  newMembersAnswer,
  newMembersBody,
  usersPage,
} from "../wire/member.ts";
import { readChanges, requireSome } from "./member-bodies.ts";
import { answerMembers, type MemberListsDependencies } from "./member-lists.ts";
import { presentAddition, presentMember } from "./present-member.ts";
import { defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["groups"], bucket: "groups" } as const;
const list = "/groups/{id}/relationships/users";

export interface GroupUserRoutesDependencies extends MemberListsDependencies {
  readonly groups: Groups;
  readonly memberAdditions: MemberAdditions;
  readonly memberChanges: MemberChanges;
  readonly memberRemovals: MemberRemovals;
}

export function groupUserRoutes(dependencies: GroupUserRoutesDependencies): Route[] {
  return [...listRoutes(dependencies), ...memberRoutes(dependencies)];
}

function listRoutes(dependencies: GroupUserRoutesDependencies): Route[] {
  const { groups, memberAdditions, memberChanges } = dependencies;
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: list,
      operationId: "getGroupUsers",
      summary: "List the users of a group, for its members",
      query: membersQuery,
      csv: true,
      answer: usersPage,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.see(actor, params.id);
      },
      handle: (request) => answerMembers(dependencies, request, "users"),
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: list,
      operationId: "updateGroupUsers",
      summary: "Add users by e-mail address; those without an account are invited",
      body: newMembersBody,
      answer: newMembersAnswer,
      errors: [403, 404, 409, 429],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle({ actor, params, body, baseUrl }) {
        const emails = requireSome(body.data).map((entry) => entry.id);
        const options = { asAdministrators: false, baseUrl };
        const added = await memberAdditions.add(actor, params.id, emails, options);
        return { data: added.map(presentAddition) };
      },
    }),
    defineRoute({
      ...about,
      method: "PATCH",
      path: list,
      operationId: "patchGroupUsers",
      summary: "Change roles and caps of members, all or none",
      body: memberChangesBody,
      answer: changedMembersAnswer,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle({ actor, params, body, baseUrl }) {
        const changes = readChanges(requireSome(body.data), ["user"]);
        const views = await memberChanges.patch(actor, params.id, "users", changes);
        return { data: views.map((view) => presentMember(view, baseUrl)) };
      },
    }),
  ];
}

function memberRoutes({ members, memberRemovals }: GroupUserRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: `${list}/{user_id}`,
      operationId: "checkUserInGroup",
      summary: "Whether a user belongs to the group",
      answer: membershipAnswer,
      errors: [404],
      async handle({ actor, params }) {
        return { data: await members.has(actor, params.id, "users", params.user_id) };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: `${list}/{user_id}`,
      operationId: "deleteUserFromGroup",
      summary: "Remove a user from the group; members can remove themselves",
      answer: "empty",
      errors: [403, 404],
      async handle({ actor, params }) {
        await memberRemovals.remove(actor, params.id, params.user_id);
        return EMPTY;
      },
    }),
  ];
}
