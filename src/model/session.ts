import type { GroupAttributes } from "./group.ts";

export type SignInMethod = "password" | "oidc";

/** A person's browser that has signed in: never the token in its cookie. Times are unix seconds. */
export interface Session {
  readonly id: string;
  readonly uid: number;
  readonly method: SignInMethod;
  /** The identity provider's own name of the session; null unless it gave one. */
  readonly oidcSid: string | null;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** Of the last call. */
  readonly address: string;
  /** The User-Agent header. */
  readonly client: string;
}

/** How long a session lasts, without calls and at all. */
export interface SessionLimits {
  readonly idleSeconds: number;
  readonly totalSeconds: number;
}

/** The server's limits, or those of the member's group where they are stricter. */
export function strictest(limits: SessionLimits, group: GroupAttributes | null): SessionLimits {
  const { session_idle_minutes: minutes, session_hours: hours } = group ?? {};
  return {
    idleSeconds: Math.min(limits.idleSeconds, (minutes ?? Number.POSITIVE_INFINITY) * 60),
    totalSeconds: Math.min(limits.totalSeconds, (hours ?? Number.POSITIVE_INFINITY) * 3600),
  };
}

/** When a session ends: by itself, and if nothing is heard of it until then. */
export function endsOf(session: Session, { idleSeconds, totalSeconds }: SessionLimits) {
  const expiresAt = session.createdAt + totalSeconds;
  return { expiresAt, idleExpiresAt: Math.min(session.lastSeenAt + idleSeconds, expiresAt) };
}
