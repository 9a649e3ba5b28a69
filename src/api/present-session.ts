import type { SessionView } from "../access/sessions.ts";
import type { Challenge } from "../access/sign-in.ts";

/** A session as those who may see it do; the caller's own with its CSRF token. */
export function presentSession(
  { session, user, expiresAt, idleExpiresAt, csrfToken }: SessionView,
  baseUrl: string,
) {
  return {
    type: "session" as const,
    id: session.id,
    links: { self: `${baseUrl}/api/v3/users/${user.id}/sessions/${session.id}` },
    attributes: {
      user: user.id,
      method: session.method,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      idle_expires_at: idleExpiresAt,
      expires_at: expiresAt,
      address: session.address,
      client: session.client,
      is_current: csrfToken !== undefined,
      ...(csrfToken !== undefined && { csrf_token: csrfToken }),
    },
  };
}

export function presentChallenge({ id, expiresAt }: Challenge) {
  const factors = ["totp", "recovery_code"] as const;
  return { type: "session_challenge" as const, id, attributes: { factors, expires_at: expiresAt } };
}
