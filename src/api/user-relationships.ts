import type { z } from "zod";
import type { Accounts } from "../access/accounts.ts";
import type { Actor } from "../access/actor.ts";
import type { ServiceAccounts } from "../access/service-accounts.ts";
import type { RelatedGroup, UserRelationships } from "../access/user-relationships.ts";
import type { SeenAccount } from "../access/views.ts";
import { relatedDescriptors, relatedObjects, relatedQuery } from "../wire/relationship.ts";
import { selectFields } from "./fields.ts";
import { collection, type PagedRequest } from "./paging.ts";
import { describeGroup, presentGroup } from "./present-group.ts";
import { accountPath } from "./present-user.ts";
import { defineRoute, type Route } from "./route.ts";

export interface UserRelationshipRoutesDependencies {
  readonly accounts: Accounts;
  readonly serviceAccounts: ServiceAccounts;
  readonly userRelationships: UserRelationships;
}

type RelatedRequest = PagedRequest<z.output<typeof relatedQuery>> & {
  readonly actor: Actor;
  readonly params: { readonly id: string; readonly relationship: string };
};

const operation = {
  method: "GET",
  query: relatedQuery,
  errors: [403, 404],
} as const;

/** Source: https://docs.virustotal.com/reference/user-object */
export function userRelationshipRoutes(dependencies: UserRelationshipRoutesDependencies): Route[] {
  const { accounts, serviceAccounts, userRelationships } = dependencies;
  const ofUser = { ...operation, tags: ["users"], bucket: "users" };
  const ofProgram = {
    ...operation,
    tags: ["service accounts"],
    bucket: "service_accounts",
    extension: true,
  } as const;
  return [
    defineRoute({
      ...ofUser,
      path: "/users/{id}/{relationship}",
      operationId: "usersRelationships",
      summary: "Get the objects that a user is related to",
      answer: relatedObjects,
      async authorize({ actor, params }) {
        await accounts.see(actor, params.id);
      },
      async handle(request) {
        const seen = await accounts.see(request.actor, request.params.id);
        return answerObjects(userRelationships, request, seen);
      },
    }),
    defineRoute({
      ...ofUser,
      path: "/users/{id}/relationships/{relationship}",
      operationId: "getUsersRelationshipsIds",
      summary: "Get types and ids of the objects that a user is related to",
      answer: relatedDescriptors,
      async authorize({ actor, params }) {
        await accounts.see(actor, params.id);
      },
      async handle(request) {
        const seen = await accounts.see(request.actor, request.params.id);
        return answerDescriptors(userRelationships, request, seen);
      },
    }),
    defineRoute({
      ...ofProgram,
      path: "/service_accounts/{id}/{relationship}",
      operationId: "serviceAccountsRelationships",
      summary: "Get the objects that a service account is related to",
      answer: relatedObjects,
      async authorize({ actor, params }) {
        await serviceAccounts.see(actor, params.id);
      },
      async handle(request) {
        const seen = await serviceAccounts.see(request.actor, request.params.id);
        return answerObjects(userRelationships, request, seen);
      },
    }),
    defineRoute({
      ...ofProgram,
      path: "/service_accounts/{id}/relationships/{relationship}",
      operationId: "serviceAccountsRelationshipsIds",
      summary: "Get types and ids of the objects that a service account is related to",
      answer: relatedDescriptors,
      async authorize({ actor, params }) {
        await serviceAccounts.see(actor, params.id);
      },
      async handle(request) {
        const seen = await serviceAccounts.see(request.actor, request.params.id);
        return answerDescriptors(userRelationships, request, seen);
      },
    }),
  ];
}

async function answerObjects(
  userRelationships: UserRelationships,
  request: RelatedRequest,
  seen: SeenAccount,
) {
  const { params, query, baseUrl } = request;
  if (query.descriptors_only === "true") return answerDescriptors(userRelationships, request, seen);
  const path = `${accountPath(seen.user)}/${encodeURIComponent(params.relationship)}`;
  return answer(userRelationships, request, seen, path, ({ view, role }) => {
    const object = selectFields(query, presentGroup(view, baseUrl));
    return { ...object, context_attributes: { role } };
  });
}

async function answerDescriptors(
  userRelationships: UserRelationships,
  request: RelatedRequest,
  seen: SeenAccount,
) {
  const path = `${accountPath(seen.user)}/relationships/${encodeURIComponent(request.params.relationship)}`;
  return answer(userRelationships, request, seen, path, ({ view, role }) =>
    describeGroup(view.group.id, { role }),
  );
}

/** One object or null with a plain link to itself, or a page: that none of them is longer than one is a fact. */
async function answer(
  userRelationships: UserRelationships,
  request: RelatedRequest,
  seen: SeenAccount,
  path: string,
  present: (related: RelatedGroup) => object,
) {
  const { cardinality, items } = await userRelationships.get(
    request.actor,
    seen,
    request.params.relationship,
  );
  const data = items.map(present);
  if (cardinality === "many") {
    return collection(request, { items: data, nextAfter: null, count: data.length, path });
  }
  return {
    data: data[0] ?? null,
    meta: { count: data.length },
    links: { self: `${request.baseUrl}/api/v3${path}` },
  };
}
