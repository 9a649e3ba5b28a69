import type { ServiceAccounts } from "../access/service-accounts.ts";
import { patchBody, serviceAccount } from "../wire/account.ts";
import { dataOf } from "../wire/envelope.ts";
import { fieldsQuery, relationshipsQuery } from "../wire/queries.ts";
import { selectFields } from "./fields.ts";
import { requireSameObject } from "./patch-body.ts";
import { presentUser } from "./present-user.ts";
import type { Relationships } from "./relationships.ts";
import { defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["service accounts"], bucket: "service_accounts" } as const;
const path = "/service_accounts/{id}";

export interface ServiceAccountRoutesDependencies {
  readonly serviceAccounts: ServiceAccounts;
  readonly relationships: Relationships;
}

export function serviceAccountRoutes(dependencies: ServiceAccountRoutesDependencies): Route[] {
  const { serviceAccounts, relationships } = dependencies;
  return [
    defineRoute({
      ...about,
      method: "GET",
      path,
      operationId: "getAServiceAccountObject",
      summary: "Get a service account by id or e-mail-like address, for those in its group",
      query: fieldsQuery.extend(relationshipsQuery.shape),
      answer: dataOf(serviceAccount),
      errors: [404],
      async handle({ actor, params, query, baseUrl }) {
        const view = await serviceAccounts.get(actor, params.id);
        const object = selectFields(query, presentUser(view, baseUrl));
        return { data: relationships.ofUser(view, query.relationships, baseUrl, object) };
      },
    }),
    defineRoute({
      ...about,
      method: "PATCH",
      path,
      operationId: "patchServiceAccount",
      summary: "Change a service account's attributes; absent ones stay",
      extension: true,
      body: patchBody,
      answer: dataOf(serviceAccount),
      errors: [403, 404],
      async authorize({ actor, params }) {
        await serviceAccounts.see(actor, params.id);
      },
      async handle({ actor, params, body, baseUrl }) {
        const { user } = await serviceAccounts.see(actor, params.id);
        requireSameObject(body.data, ["service_account", "user"], [user.id, params.id]);
        const view = await serviceAccounts.patch(actor, params.id, body.data.attributes);
        return { data: presentUser(view, baseUrl) };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path,
      operationId: "deleteServiceAccount",
      summary: "Delete a service account and its keys",
      extension: true,
      answer: "empty",
      errors: [403, 404],
      async handle({ actor, params }) {
        await serviceAccounts.delete(actor, params.id);
        return EMPTY;
      },
    }),
  ];
}
