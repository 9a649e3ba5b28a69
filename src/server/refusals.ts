import type { Audit } from "../access/audit.ts";
import type { RefusedCall } from "../api/failures.ts";
import type { AuditTargetType } from "../model/audit.ts";
import type { Store } from "../store/store.ts";

const TARGET_LENGTH_MAX = 254;

/** Writes calls refused with 403 into the audit. */
export function auditRefusals(store: Store, audit: Audit): (call: RefusedCall) => Promise<void> {
  return async ({ actor, route, path, error }) => {
    const [noun = "", id = ""] = path.split("/").slice(1);
    // Not an administrative change: caches stay, so that refused calls cannot be used to slow the others.
    await store.append((tx) =>
      audit.record(tx, actor, {
        action: "REQUEST_REFUSED",
        outcome: "refused",
        targetType: targetTypeOf(noun),
        target: (id || noun).slice(0, TARGET_LENGTH_MAX),
        groupId: noun === "groups" && id !== "" ? id : (actor.user.membership?.groupId ?? null),
        after: { method: route.method, path, message: error.message },
      }),
    );
  };
}

function targetTypeOf(noun: string): AuditTargetType {
  switch (noun) {
    case "groups":
      return "group";
    case "service_accounts":
      return "service_account";
    default:
      return "user";
  }
}
