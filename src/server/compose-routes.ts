import type { Cursors } from "../api/cursors.ts";
import { groupRoutes } from "../api/groups.ts";
import { metadataRoutes } from "../api/metadata.ts";
import { Relationships } from "../api/relationships.ts";
import type { Route } from "../api/route.ts";
import { userRoutes } from "../api/users.ts";
import type { AccessParts } from "./compose-access.ts";

/** Every route that the server has: what it answers and what its OpenAPI document says. */
export function composeRoutes(access: AccessParts, cursors: Cursors): Route[] {
  const relationships = new Relationships(access.userRelationships, access.members, cursors);
  return [
    ...userRoutes({ ...access, relationships }),
    ...groupRoutes({ ...access, relationships }),
    ...metadataRoutes(),
  ];
}
