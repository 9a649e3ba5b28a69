import type { Origins } from "../access/origins.ts";
import type { Page } from "../api/page.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { AccessParts } from "./compose-access.ts";
import type { Secrets, Settings } from "./settings.ts";
import { singleSignOnPages } from "./single-sign-on-pages.ts";

export interface SingleSignOnParts {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly access: AccessParts;
  readonly origins: Origins;
  readonly pepper: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** None when no identity provider is configured: then its libraries are not loaded either. */
export async function composeSingleSignOn(parts: SingleSignOnParts): Promise<Page[]> {
  const { settings, secrets, access, origins, pepper, clock, log } = parts;
  const { oidc } = settings;
  const { oidcClientSecret: clientSecret } = secrets;
  if (oidc === undefined || clientSecret === undefined) return [];
  const { openIdProvider } = await import("./identity-provider.ts");
  const provider = openIdProvider({ ...oidc, clientSecret });
  return singleSignOnPages({ provider, singleSignOn: access.singleSignOn, origins, pepper, clock, log });
}
