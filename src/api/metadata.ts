import { KNOWN_PRIVILEGES } from "../model/privileges.ts";
import { GROUP_RELATIONSHIPS, USER_RELATIONSHIPS } from "../model/relationships.ts";
import { metadataAnswer } from "../wire/metadata.ts";
import { defineRoute, type Route } from "./route.ts";

/** What another server knows, whose objects can be had through this one. */
export interface ForeignMetadata {
  readonly engines: Readonly<Record<string, unknown>>;
  readonly privileges: readonly string[];
  readonly relationships: Readonly<
    Record<string, readonly { readonly name: string; readonly description: string }[]>
  >;
}

export interface MetadataDependencies {
  /** undefined when there is none, or it does not tell. */
  readonly foreignMetadata: () => Promise<ForeignMetadata | undefined>;
}

export function metadataRoutes({ foreignMetadata }: MetadataDependencies): Route[] {
  return [
    defineRoute({
      tags: ["metadata"],
      bucket: "metadata",
      method: "GET",
      path: "/metadata",
      operationId: "metadata",
      summary: "The privileges and relationships that this server and its upstream know",
      answer: metadataAnswer,
      errors: [],
      async handle() {
        return { data: merged(await foreignMetadata()) };
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

/** Users, groups and service accounts are ours: what is said here of them wins. */
function merged(foreign: ForeignMetadata | undefined): object {
  if (foreign === undefined) return METADATA;
  return {
    engines: foreign.engines,
    privileges: [...new Set([...KNOWN_PRIVILEGES, ...foreign.privileges])].sort(),
    relationships: { ...foreign.relationships, ...METADATA.relationships },
  };
}

function describe(relationships: Readonly<Record<string, { readonly description: string }>>) {
  return Object.entries(relationships).map(([name, { description }]) => ({ name, description }));
}
