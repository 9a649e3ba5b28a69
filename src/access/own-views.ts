import { RecentMap } from "../base/recent-map.ts";
import type { Group } from "../model/group.ts";
import { withInherited } from "../model/privileges.ts";
import type { User } from "../model/user.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import { relationsTo } from "./permissions.ts";
import { attributeOf, type Quotas } from "./quotas.ts";
import type { UserView } from "./views.ts";

/** Each has an answer of some KiB beside it. */
const VIEWS_MAX = 1000;

interface OwnView {
  /** The very objects that it is made of: what is read anew is another object. */
  readonly madeOf: readonly unknown[];
  readonly view: UserView;
}

/** What accounts see of themselves, kept until something that it is made of is read anew. */
export class OwnViews {
  readonly #groups: Groups;
  readonly #quotas: Quotas;
  readonly #views = new RecentMap<number, OwnView>(VIEWS_MAX);

  constructor(groups: Groups, quotas: Quotas) {
    this.#groups = groups;
    this.#quotas = quotas;
  }

  /** Where all that it is made of is remembered: the same view as before, unless something has changed. */
  recall(actor: Actor): UserView | undefined {
    const { user, isOperator } = actor;
    const group = user.membership === null ? null : this.#groups.recall(user.membership.gid);
    const quotas = this.#quotas.recallOfUser(user.uid);
    if (group === undefined || quotas === undefined) return undefined;
    const { limits, used } = quotas;
    const known = this.#views.get(user.uid);
    if (known !== undefined && isMadeOf(known, [user, isOperator, group, limits, used])) return known.view;
    const view = {
      user,
      relations: relationsTo(actor, user),
      quotas: attributeOf(limits, used),
      privileges: privilegesIn(user, group ?? undefined),
    };
    this.#views.set(user.uid, { madeOf: [user, isOperator, group, limits, used], view });
    return view;
  }
}

/** An account's privileges with those of its group; without a group its own. */
export function privilegesIn(user: User, group: Group | undefined) {
  return group === undefined ? user.privileges : withInherited(user.privileges, group.privileges, group.id);
}

function isMadeOf({ madeOf }: OwnView, parts: readonly unknown[]): boolean {
  return madeOf.every((part, index) => part === parts[index]);
}
