import { metadataRoutes } from "../api/metadata.ts";
import type { Route } from "../api/route.ts";
import type { AccessParts } from "./compose-access.ts";

/** Every route that the server has: what it answers and what its OpenAPI document says. */
export function composeRoutes(_access: AccessParts): Route[] {
  return [...metadataRoutes()];
}
