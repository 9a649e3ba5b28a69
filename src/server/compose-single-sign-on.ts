import type { IdentityProvider } from "../access/identity-provider.ts";
import type { Page } from "../api/page.ts";
import type { SsoOptions } from "./compose-sign-in.ts";
import type { Secrets, Settings } from "./settings.ts";
import { type SingleSignOnPagesOptions, singleSignOnPages } from "./single-sign-on-pages.ts";

const HOUR_SECONDS = 3600;

/** Undefined when no identity provider is configured: then its libraries are not loaded either. */
async function loadIdentityProvider(
  { oidc }: Settings,
  { oidcClientSecret: clientSecret }: Secrets,
): Promise<IdentityProvider | undefined> {
  if (oidc === undefined || clientSecret === undefined) return undefined;
  const { openIdProvider } = await import("./identity-provider.ts");
  return openIdProvider({ ...oidc, clientSecret });
}

export async function composeSsoOptions(settings: Settings, secrets: Secrets): Promise<SsoOptions> {
  const { oidc } = settings;
  return {
    provider: await loadIdentityProvider(settings, secrets),
    logoutScope: oidc?.logout ?? "sessions",
    recheckSeconds: oidc?.recheckSeconds ?? 0,
    graceSeconds: (oidc?.graceHours ?? 0) * HOUR_SECONDS,
  };
}

/** None without an identity provider. */
export function composeSingleSignOnPages(
  provider: IdentityProvider | undefined,
  parts: Omit<SingleSignOnPagesOptions, "provider">,
): Page[] {
  return provider === undefined ? [] : singleSignOnPages({ ...parts, provider });
}
