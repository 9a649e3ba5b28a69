import { KNOWN_PRIVILEGES } from "../model/privileges.ts";
import { GROUP_RELATIONSHIPS, USER_RELATIONSHIPS } from "../model/relationships.ts";
import { metadataAnswer } from "../wire/metadata.ts";
import { defineRoute, type Route } from "./route.ts";

export function metadataRoutes(): Route[] {
  return [
    defineRoute({
      tags: ["metadata"],
      bucket: "metadata",
      method: "GET",
      path: "/metadata",
      operationId: "metadata",
      summary: "The privileges and relationships that this server knows",
      answer: metadataAnswer,
      errors: [],
      async handle() {
        return { data: METADATA };
      },
    }),
  ];
}

const METADATA = {
  engines: {},
  privileges: KNOWN_PRIVILEGES,
  relationships: {
    group: describe(GROUP_RELATIONSHIPS),
    service_account: describe(USER_RELATIONSHIPS),
    user: describe(USER_RELATIONSHIPS),
  },
};

function describe(relationships: Readonly<Record<string, { readonly description: string }>>) {
  return Object.entries(relationships).map(([name, { description }]) => ({ name, description }));
}
