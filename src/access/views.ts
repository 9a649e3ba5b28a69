import type { Group } from "../model/group.ts";
import type { ShownPrivilege } from "../model/privileges.ts";
import type { QuotaAttribute } from "../model/quota-patch.ts";
import type { User } from "../model/user.ts";
import type { GroupRelation, Relation } from "../model/visibility.ts";

/** An account as one viewer stands to it. */
export interface SeenAccount {
  readonly user: User;
  readonly relations: readonly Relation[];
}

/** An account with what this viewer may see of it; what he may not see is undefined. */
export interface UserView extends SeenAccount {
  readonly quotas: QuotaAttribute | undefined;
  readonly privileges: Readonly<Record<string, ShownPrivilege>> | undefined;
}

/** A group as one viewer stands to it. */
export interface SeenGroup {
  readonly group: Group;
  readonly relation: GroupRelation;
}

export interface GroupView extends SeenGroup {
  readonly quotas: QuotaAttribute;
}
