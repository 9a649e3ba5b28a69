import type { Accounts } from "../access/accounts.ts";
import type { Actor } from "../access/actor.ts";
import type { ApiKeys } from "../access/api-keys.ts";
import { requireKeyDeed } from "../access/key-permissions.ts";
import type { ServiceAccounts } from "../access/service-accounts.ts";
import type { SeenAccount } from "../access/views.ts";
import {
  apiKeyAnswer,
  apiKeyPatchBody,
  apiKeysAnswer,
  newApiKeyBody,
  rotationBody,
} from "../wire/api-key.ts";
import { pagingQuery } from "../wire/queries.ts";
import { collection, pageOf } from "./paging.ts";
import { codeOf } from "./password-header.ts";
import { requireSameObject } from "./patch-body.ts";
import { presentApiKey } from "./present-api-key.ts";
import { definePasswordRoute, defineRoute, EMPTY, type Route } from "./route.ts";

const about = { tags: ["api_keys"], extension: true, bucket: "api_keys" } as const;

export interface ApiKeyRoutesDependencies {
  readonly apiKeys: ApiKeys;
  readonly accounts: Accounts;
  readonly serviceAccounts: ServiceAccounts;
}

export function apiKeyRoutes({ apiKeys, accounts, serviceAccounts }: ApiKeyRoutesDependencies): Route[] {
  return [
    newKeyOfUser(apiKeys, accounts),
    newKeyOfServiceAccount(apiKeys, serviceAccounts),
    ...keyRoutes(apiKeys, {
      root: "/users/{id}",
      suffix: "OfUser",
      noun: "a user",
      see: (actor, id) => accounts.seeClosely(actor, id),
    }),
    ...keyRoutes(apiKeys, {
      root: "/service_accounts/{id}",
      suffix: "OfServiceAccount",
      noun: "a service account",
      see: (actor, id) => serviceAccounts.see(actor, id),
    }),
  ];
}

function newKeyOfUser(apiKeys: ApiKeys, accounts: Accounts): Route {
  return definePasswordRoute({
    ...about,
    method: "POST",
    path: "/users/{id}/api_keys",
    operationId: "createApiKeyOfUser",
    summary: "Make an API key of a user; the answer shows it, this once",
    description:
      "A person without a key at hand sends no x-apikey but the password in x-user-password, and names himself by username or e-mail address; with a second factor also a code in x-user-code.",
    headers: { "x-user-code": "A code of the second factor, or a recovery code, beside the password." },
    body: newApiKeyBody,
    answer: apiKeyAnswer,
    errors: [404, 429],
    async authorize({ actor, params }) {
      requireKeyDeed("create", await accounts.seeClosely(actor, params.id));
    },
    async handle({ actor, params, body, baseUrl }) {
      const seen = await accounts.seeClosely(actor, params.id);
      const { key, secret } = await apiKeys.create(actor, seen, body?.data.attributes ?? {});
      return { data: presentApiKey(key, seen.user, baseUrl, secret) };
    },
    async handlePassword({ origin, params, headers, body, baseUrl }, password) {
      const attributes = body?.data.attributes ?? {};
      const { key, secret, owner } = await apiKeys.createWithPassword(
        params.id,
        { password, code: codeOf(headers) },
        attributes,
        origin,
      );
      return { data: presentApiKey(key, owner, baseUrl, secret) };
    },
  });
}

function newKeyOfServiceAccount(apiKeys: ApiKeys, serviceAccounts: ServiceAccounts): Route {
  return defineRoute({
    ...about,
    method: "POST",
    path: "/service_accounts/{id}/api_keys",
    operationId: "createApiKeyOfServiceAccount",
    summary: "Make an API key of a service account; the answer shows it, this once",
    body: newApiKeyBody,
    answer: apiKeyAnswer,
    errors: [404],
    async authorize({ actor, params }) {
      requireKeyDeed("create", await serviceAccounts.see(actor, params.id));
    },
    async handle({ actor, params, body, baseUrl }) {
      const seen = await serviceAccounts.see(actor, params.id);
      const { key, secret } = await apiKeys.create(actor, seen, body?.data.attributes ?? {});
      return { data: presentApiKey(key, seen.user, baseUrl, secret) };
    },
  });
}

interface Owners<Root extends string> {
  readonly root: Root;
  readonly suffix: string;
  readonly noun: string;
  /** The account that the id names, as the actor may see it; NotFoundError otherwise. */
  see(actor: Actor, id: string): Promise<SeenAccount>;
}

/** What can be done with keys in the same way whoever owns them. */
function keyRoutes<const Root extends "/users/{id}" | "/service_accounts/{id}">(
  apiKeys: ApiKeys,
  owners: Owners<Root>,
): Route[] {
  return [...readingRoutes(apiKeys, owners), ...changingRoutes(apiKeys, owners)];
}

function readingRoutes<const Root extends "/users/{id}" | "/service_accounts/{id}">(
  apiKeys: ApiKeys,
  { root, suffix, noun, see }: Owners<Root>,
): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: `${root}/api_keys`,
      operationId: `listApiKeys${suffix}`,
      summary: `List the API keys of ${noun}, oldest first`,
      query: pagingQuery,
      answer: apiKeysAnswer,
      errors: [404],
      async handle(request) {
        const seen = await see(request.actor, request.params.id);
        const page = await apiKeys.list(seen, pageOf(request));
        return collection(request, {
          items: page.items.map((key) => presentApiKey(key, seen.user, request.baseUrl)),
          nextAfter: page.nextAfter,
          count: page.count,
          path: `${root.replace("{id}", seen.user.id)}/api_keys`,
        });
      },
    }),
    defineRoute({
      ...about,
      method: "GET",
      path: `${root}/api_keys/{key_id}`,
      operationId: `getApiKey${suffix}`,
      summary: `Get an API key of ${noun}`,
      answer: apiKeyAnswer,
      errors: [404],
      async handle({ actor, params, baseUrl }) {
        const seen = await see(actor, params.id);
        return { data: presentApiKey(await apiKeys.get(seen, params.key_id), seen.user, baseUrl) };
      },
    }),
  ];
}

function changingRoutes<const Root extends "/users/{id}" | "/service_accounts/{id}">(
  apiKeys: ApiKeys,
  { root, suffix, noun, see }: Owners<Root>,
): Route[] {
  return [
    defineRoute({
      ...about,
      method: "PATCH",
      path: `${root}/api_keys/{key_id}`,
      operationId: `patchApiKey${suffix}`,
      summary: `Change an API key of ${noun}; absent attributes stay`,
      body: apiKeyPatchBody,
      answer: apiKeyAnswer,
      errors: [404],
      async authorize({ actor, params }) {
        const seen = await see(actor, params.id);
        requireKeyDeed("change", seen);
        await apiKeys.get(seen, params.key_id);
      },
      async handle({ actor, params, body: { data }, baseUrl }) {
        const seen = await see(actor, params.id);
        requireSameObject(data, ["api_key"], [params.key_id]);
        const key = await apiKeys.change(actor, seen, params.key_id, data.attributes);
        return { data: presentApiKey(key, seen.user, baseUrl) };
      },
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: `${root}/api_keys/{key_id}/rotate`,
      operationId: `rotateApiKey${suffix}`,
      summary: `Replace an API key of ${noun}; the answer shows the new one, this once`,
      body: rotationBody,
      answer: apiKeyAnswer,
      errors: [404],
      async authorize({ actor, params }) {
        const seen = await see(actor, params.id);
        requireKeyDeed("rotate", seen);
        await apiKeys.get(seen, params.key_id);
      },
      async handle({ actor, params, body, baseUrl }) {
        const seen = await see(actor, params.id);
        const { key, secret } = await apiKeys.rotate(actor, seen, params.key_id, {
          overlapSeconds: body?.data.overlap_seconds ?? 0,
          expirationDate: body?.data.expiration_date,
        });
        return { data: presentApiKey(key, seen.user, baseUrl, secret) };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: `${root}/api_keys/{key_id}`,
      operationId: `deleteApiKey${suffix}`,
      summary: `Revoke an API key of ${noun}; it is refused from the next call on`,
      answer: "empty",
      errors: [404],
      async handle({ actor, params }) {
        await apiKeys.revoke(actor, await see(actor, params.id), params.key_id);
        return EMPTY;
      },
    }),
  ];
}
