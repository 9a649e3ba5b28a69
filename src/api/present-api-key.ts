import type { ApiKey } from "../model/api-key.ts";
import type { User } from "../model/user.ts";
import { accountUrl } from "./present-user.ts";

/** A key as its owner and those who look after it see it; `secret` only when it has just been made. */
export function presentApiKey(
  key: ApiKey,
  owner: Pick<User, "id" | "kind">,
  baseUrl: string,
  secret?: string,
) {
  const { lastUsed } = key;
  return {
    type: "api_key" as const,
    id: key.id,
    links: { self: `${accountUrl(owner, baseUrl)}/api_keys/${key.id}` },
    attributes: {
      label: key.label,
      prefix: key.prefix,
      creation_date: key.createdAt,
      ...(key.expiresAt !== null && { expiration_date: key.expiresAt }),
      ...(lastUsed !== null && {
        last_used: { date: lastUsed.at, address: lastUsed.address, client: lastUsed.client },
      }),
      allowed_addresses: key.allowedAddresses,
      read_only: key.readOnly,
      ...(secret !== undefined && { apikey: secret }),
    },
  };
}
