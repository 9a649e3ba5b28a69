import type { Groups } from "../access/groups.ts";
import type { MemberChanges } from "../access/member-changes.ts";
import type { ServiceAccounts } from "../access/service-accounts.ts";
import {
  changedServiceAccountsAnswer,
  memberChangesBody,
  membersQuery,
  newServiceAccountsAnswer,
  newServiceAccountsBody,
  serviceAccountsPage,
} from "../wire/member.ts";
import { readChanges, requireSome } from "./member-bodies.ts";
import { answerMembers, type MemberListsDependencies } from "./member-lists.ts";
import { presentMember } from "./present-member.ts";
import { defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["service accounts"], bucket: "service_accounts" } as const;
const list = "/groups/{id}/relationships/service_accounts";

export interface GroupServiceAccountRoutesDependencies extends MemberListsDependencies {
  readonly groups: Groups;
  readonly serviceAccounts: ServiceAccounts;
  readonly memberChanges: MemberChanges;
}

export function groupServiceAccountRoutes(dependencies: GroupServiceAccountRoutesDependencies): Route[] {
  const { groups, serviceAccounts, memberChanges } = dependencies;
  return [
    listRoute(dependencies),
    defineRoute({
      ...about,
      method: "POST",
      path: list,
      operationId: "createANewServiceAccount",
      summary: "Create service accounts; the answer shows their API keys, this once",
      body: newServiceAccountsBody,
      answer: newServiceAccountsAnswer,
      errors: [403, 404, 409],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle({ actor, params, body, baseUrl }) {
        const names = requireSome(body.data).map((entry) => entry.id);
        const created = await serviceAccounts.create(actor, params.id, names);
        const data = created.map(({ view, apikey }) => {
          const object = presentMember(view, baseUrl);
          return { ...object, attributes: { ...object.attributes, apikey } };
        });
        return { data };
      },
    }),
    defineRoute({
      ...about,
      method: "PATCH",
      path: list,
      operationId: "patchGroupServiceAccounts",
      summary: "Change roles and caps of service accounts, all or none",
      body: memberChangesBody,
      answer: changedServiceAccountsAnswer,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle({ actor, params, body, baseUrl }) {
        // VirusTotal's own example calls them users.
        const changes = readChanges(requireSome(body.data), ["service_account", "user"]);
        const views = await memberChanges.patch(actor, params.id, "service_accounts", changes);
        return { data: views.map((view) => presentMember(view, baseUrl)) };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: `${list}/{service_account_id}`,
      operationId: "deleteGroupServiceAccount",
      summary: "Delete a service account and its keys",
      extension: true,
      answer: "empty",
      errors: [403, 404],
      async handle({ actor, params }) {
        await serviceAccounts.deleteFromGroup(actor, params.id, params.service_account_id);
        return EMPTY;
      },
    }),
  ];
}

function listRoute(dependencies: GroupServiceAccountRoutesDependencies): Route {
  const { groups } = dependencies;
  return defineRoute({
    ...about,
    method: "GET",
    path: list,
    operationId: "getServiceAccountsOfAGroup",
    summary: "List the service accounts of a group, for its members",
    query: membersQuery,
    csv: true,
    answer: serviceAccountsPage,
    errors: [403, 404],
    async authorize({ actor, params }) {
      await groups.see(actor, params.id);
    },
    handle: (request) => answerMembers(dependencies, request, "service_accounts"),
  });
}
