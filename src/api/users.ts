import type { Accounts } from "../access/accounts.ts";
import { requireOperator } from "../access/permissions.ts";
import type { Users } from "../access/users.ts";
import type { UserView } from "../access/views.ts";
import { accountAnswer, newUserBody, patchBody, user } from "../wire/account.ts";
import { collectionOf, dataOf } from "../wire/envelope.ts";
import { fieldsQuery, filterQuery, pagingQuery, relationshipsQuery, skipQuery } from "../wire/queries.ts";
import { selectFields } from "./fields.ts";
import { collection, pageOf } from "./paging.ts";
import { passwordOf } from "./password-header.ts";
import { requireSameObject } from "./patch-body.ts";
import { presentUser } from "./present-user.ts";
import type { Relationships } from "./relationships.ts";
import { Renderings } from "./renderings.ts";
import { defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["users"], bucket: "users" } as const;

export interface UserRoutesDependencies {
  readonly users: Users;
  readonly accounts: Accounts;
  readonly relationships: Relationships;
}

export function userRoutes(dependencies: UserRoutesDependencies): Route[] {
  return [...ownRoutes(dependencies), ...operatorRoutes(dependencies)];
}

function ownRoutes({ users, accounts, relationships }: UserRoutesDependencies): Route[] {
  const renderings = new Renderings<UserView>();
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/users/{id}",
      operationId: "user",
      summary: "Get a user by username, e-mail address or API key; `me` is the caller",
      query: fieldsQuery.extend(relationshipsQuery.shape),
      answer: accountAnswer,
      errors: [404],
      recall({ actor, params, baseUrl, search }) {
        const view = users.recall(actor, params.id);
        return view && renderings.get(view, `${baseUrl} ${search}`);
      },
      async handle({ actor, params, query, baseUrl, search }) {
        const view = await users.get(actor, params.id);
        const object = selectFields(query, presentUser(view, baseUrl));
        const data = relationships.ofUser(view, query.relationships, baseUrl, object);
        return renderings.keep(view, `${baseUrl} ${search}`, { data });
      },
    }),
    defineRoute({
      ...about,
      method: "PATCH",
      path: "/users/{id}",
      operationId: "patchUserId",
      summary: "Change a user's attributes; absent ones stay",
      body: patchBody,
      answer: accountAnswer,
      errors: [403, 404],
      async authorize({ actor, params }) {
        await accounts.see(actor, params.id);
      },
      async handle({ actor, params, body, baseUrl }) {
        const { user: target } = await accounts.see(actor, params.id);
        requireSameObject(body.data, ["user", "service_account"], [target.id, params.id]);
        const view = await users.patch(actor, params.id, body.data.attributes);
        return { data: presentUser(view, baseUrl) };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: "/users/{id}",
      operationId: "deleteUserId",
      summary: "Delete the caller's own account; the x-user-password header confirms it",
      headers: {
        "x-user-password": "The owner's password; an operator who deletes another account needs none.",
      },
      answer: "empty",
      errors: [403, 404, 429],
      async handle({ actor, params, headers }) {
        await users.delete(actor, params.id, passwordOf(headers));
        return EMPTY;
      },
    }),
  ];
}

function operatorRoutes({
  users,
  relationships,
}: Pick<UserRoutesDependencies, "users" | "relationships">): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/users",
      operationId: "listUsers",
      summary: "List all users and service accounts, by id (operators)",
      extension: true,
      query: pagingQuery.extend({
        ...fieldsQuery.shape,
        ...filterQuery.shape,
        ...relationshipsQuery.shape,
        ...skipQuery.shape,
      }),
      answer: collectionOf(accountAnswer.shape.data),
      errors: [403],
      async handle(request) {
        const { actor, query, baseUrl } = request;
        const page = await users.list(actor, { ...pageOf(request), filter: query.filter });
        const items = page.items.map((view) => {
          const object = selectFields(query, presentUser(view, baseUrl));
          return relationships.ofUser(view, query.relationships, baseUrl, object);
        });
        return collection(request, { items, nextAfter: page.nextAfter, count: page.count });
      },
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: "/users",
      operationId: "createUser",
      summary: "Create a user (operators); the answer shows the API key, this once",
      extension: true,
      body: newUserBody,
      answer: dataOf(user),
      errors: [403, 409],
      async authorize({ actor }) {
        requireOperator(actor);
      },
      async handle({ actor, body, baseUrl }) {
        const { view, apikey } = await users.create(actor, body.data.id, body.data.attributes);
        const object = presentUser(view, baseUrl);
        return { data: { ...object, attributes: { ...object.attributes, apikey } } };
      },
    }),
  ];
}
