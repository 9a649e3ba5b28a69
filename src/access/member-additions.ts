import { AccessError, alreadyExists, forbidden, notFound } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { parsePersonEmail } from "../model/ids.ts";
import { isOperators } from "../model/privileges.ts";
import { quote } from "../model/quote.ts";
import type { User } from "../model/user.ts";
import { GROUP_ADMIN } from "../names/roles.ts";
import type { Db } from "../store/database.ts";
import { lockGroup } from "../store/groups.ts";
import { deleteInvitation, findInvitationByEmail } from "../store/invitations.ts";
import type { Store } from "../store/store.ts";
import { findUsersByEmail, setMembership } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Groups } from "./groups.ts";
import type { InvitationOutcome, Invitations, SentInvitation } from "./invitations.ts";
import type { Joining } from "./joining.ts";
import type { Members, MemberView } from "./members.ts";
import { isGroupAdmin } from "./permissions.ts";

/** What became of one address: a member at once, or an invitation where nobody has an account with it. */
export type Addition =
  | { readonly state: "member"; readonly view: MemberView }
  | { readonly state: "pending"; readonly sent: SentInvitation };

export interface AdditionOptions {
  readonly asAdministrators: boolean;
  /** Where the links of invitations lead. */
  readonly baseUrl: string;
}

export interface MemberAdditionsDependencies {
  readonly store: Store;
  readonly groups: Groups;
  readonly members: Members;
  readonly audit: Audit;
  readonly joining: Joining;
  readonly invitations: Invitations;
}

/** Of what is wrong with a list, so many entries are told one by one. */
const SENTENCES_MAX = 20;

type Added = User | InvitationOutcome;

/** Brings people into groups by their e-mail addresses, as members or as administrators. */
export class MemberAdditions {
  readonly #to: MemberAdditionsDependencies;

  constructor(dependencies: MemberAdditionsDependencies) {
    this.#to = dependencies;
  }

  /**
   * Adds all of them or nobody; whoever is there already stays as he is. The result has the order of the
   * addresses. Raises InvalidArgumentError for what is no address of a person, AlreadyExistsError for
   * members of other groups.
   */
  async add(
    actor: Actor,
    groupId: string,
    addresses: readonly string[],
    { asAdministrators, baseUrl }: AdditionOptions,
  ): Promise<Addition[]> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    const emails = [...new Set(forEach(addresses, parsePersonEmail))];
    const added = await this.#to.store.transaction(async (tx) => {
      if ((await lockGroup(tx, group.gid)) === undefined) throw notFound("Group", groupId);
      const known = new Map((await findUsersByEmail(tx, emails)).map((user) => [user.email, user]));
      forEach([...known.values()], (user) => requireAddable(actor, user, group));
      const results: Added[] = [];
      for (const email of emails) {
        const user = known.get(email);
        const isAdmin = asAdministrators;
        results.push(
          user === undefined
            ? await this.#to.invitations.invite(tx, actor, { group, email, isAdmin })
            : await this.#admit(tx, actor, group, user, isAdmin),
        );
      }
      return results;
    });
    return this.#describe(actor, group, added, baseUrl);
  }

  async #admit(tx: Db, actor: Actor, group: Group, user: User, isAdmin: boolean): Promise<User> {
    const { gid, id: groupId } = group;
    if (user.membership === null) {
      const open = user.email === null ? undefined : await findInvitationByEmail(tx, gid, user.email);
      if (open !== undefined) await deleteInvitation(tx, open.id);
      return this.#to.joining.join(tx, actor, user, { gid, groupId }, isAdmin);
    }
    if (!isAdmin || isGroupAdmin(user)) return user;
    const promoted = await setMembership(tx, user, { gid, roles: [GROUP_ADMIN, ...user.membership.roles] });
    await this.#to.audit.record(tx, actor, {
      action: "ADD_GROUP_ADMIN",
      targetType: user.kind,
      target: user.id,
      groupId,
    });
    return promoted;
  }

  async #describe(actor: Actor, group: Group, added: readonly Added[], baseUrl: string): Promise<Addition[]> {
    const invited = added.filter(isInvited);
    const users = added.filter((result): result is User => !isInvited(result));
    const sent = (await this.#to.invitations.deliver(invited, group, baseUrl)).values();
    const views = (await this.#to.members.views(actor, group, users)).values();
    return added.map((result) =>
      isInvited(result) ? { state: "pending", sent: take(sent) } : { state: "member", view: take(views) },
    );
  }
}

/**
 * Does something with each entry of a list, which may have been pasted: whoever corrects it is to hear of all that is
 * wrong with it at once. Raises the AccessError of the first bad one, with the sentences of the others behind its own.
 */
function forEach<Item, Result>(items: readonly Item[], act: (item: Item) => Result): Result[] {
  const errors: AccessError[] = [];
  const results: Result[] = [];
  for (const item of items) {
    try {
      results.push(act(item));
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      errors.push(error);
    }
  }
  const [first, ...others] = errors;
  if (first === undefined) return results;
  if (others.length === 0) throw first;
  const told = errors.slice(0, SENTENCES_MAX).map(({ message }) => message);
  const untold = errors.length - told.length;
  throw new AccessError(first.code, told.join("; ") + (untold === 0 ? "" : `; and ${untold} more`));
}

/**
 * The sentence does not say which group: that is not for this administrator to know. Nor may he make himself
 * the administrator of an operator, who joins groups of his own accord.
 */
function requireAddable(actor: Actor, user: User, group: Group): void {
  if (user.membership?.gid === group.gid) return;
  if (user.membership === null) {
    if (actor.isOperator || !isOperators(user.privileges)) return;
    throw forbidden(`${quote(user.email ?? "")} can be added to a group by an operator only`);
  }
  throw alreadyExists(
    `${quote(user.email ?? "")} already belongs to another group and must leave it before joining this one`,
  );
}

function isInvited(result: Added): result is InvitationOutcome {
  return "invitation" in result;
}

function take<Item>(items: IterableIterator<Item>): Item {
  const next = items.next();
  if (next.done) throw new Error("There are fewer results than additions");
  return next.value;
}
