import { activityLogRoutes } from "../api/activity-log.ts";
import { apiKeyRoutes } from "../api/api-keys.ts";
import { auditRoutes } from "../api/audit.ts";
import { consumptionRoutes } from "../api/consumption.ts";
import type { Cursors } from "../api/cursors.ts";
import { forecastRoutes } from "../api/forecasts.ts";
import { groupAdministratorRoutes } from "../api/group-administrators.ts";
import { groupKeyRoutes } from "../api/group-keys.ts";
import { groupRelationshipRoutes } from "../api/group-relationships.ts";
import { groupServiceAccountRoutes } from "../api/group-service-accounts.ts";
import { groupUserRoutes } from "../api/group-users.ts";
import { groupRoutes } from "../api/groups.ts";
import { invitationRoutes } from "../api/invitations.ts";
import { type ForeignMetadata, metadataRoutes } from "../api/metadata.ts";
import { passwordResetRoutes } from "../api/password-resets.ts";
import { passwordRoutes } from "../api/passwords.ts";
import { quotaRoutes } from "../api/quotas.ts";
import { refusedCallRoutes } from "../api/refused-calls.ts";
import { Relationships } from "../api/relationships.ts";
import type { Route } from "../api/route.ts";
import { serviceAccountRoutes } from "../api/service-accounts.ts";
import { sessionRoutes } from "../api/sessions.ts";
import { settingRoutes } from "../api/settings.ts";
import { totpRoutes } from "../api/totp.ts";
import { upstreamRoutes, type WatchesUpstreams } from "../api/upstreams.ts";
import { usageRoutes } from "../api/usage.ts";
import { userRelationshipRoutes } from "../api/user-relationships.ts";
import { userRoutes } from "../api/users.ts";
import type { AccessParts } from "./compose-access.ts";
import type { Settings } from "./settings.ts";

export interface RouteOptions {
  readonly upstreams: WatchesUpstreams;
  readonly upstreamMetadata: { read(): Promise<ForeignMetadata | undefined> };
  readonly cursors: Cursors;
  readonly settings: Pick<Settings, "usageLabels" | "inForce" | "oidc">;
}

/** Every route that the server has: what it answers and what its OpenAPI document says. */
export function composeRoutes(
  access: AccessParts,
  { upstreams, upstreamMetadata, cursors, settings }: RouteOptions,
): Route[] {
  const relationships = new Relationships(access.userRelationships, access.members, cursors);
  const dependencies = { ...access, relationships };
  return [
    ...userRoutes(dependencies),
    ...userRelationshipRoutes(access),
    ...groupRoutes(dependencies),
    ...groupUserRoutes(dependencies),
    ...groupAdministratorRoutes(dependencies),
    ...groupServiceAccountRoutes(dependencies),
    ...groupRelationshipRoutes(dependencies),
    ...serviceAccountRoutes(dependencies),
    ...apiKeyRoutes(access),
    ...groupKeyRoutes(access),
    ...passwordRoutes(access),
    ...passwordResetRoutes(access),
    ...sessionRoutes({ ...access, oidcName: settings.oidc?.name }),
    ...totpRoutes(access),
    ...invitationRoutes(access),
    ...activityLogRoutes(access),
    ...auditRoutes(access),
    ...usageRoutes({ usage: access.apiUsage, usageLabels: settings.usageLabels }),
    ...quotaRoutes(access),
    ...forecastRoutes(access),
    ...refusedCallRoutes(access),
    ...consumptionRoutes({ ...access, relationships }),
    ...upstreamRoutes({ upstreams }),
    ...settingRoutes(settings),
    ...metadataRoutes({ foreignMetadata: () => upstreamMetadata.read() }),
  ];
}
