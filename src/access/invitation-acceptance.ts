import { type Clock, nowSeconds } from "../base/clock.ts";
import { AccessError, invalidArgument } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { parseUsername } from "../model/ids.ts";
import type { Invitation } from "../model/invitation.ts";
import type { JsonObject } from "../model/patch.ts";
import type { Db } from "../store/database.ts";
import { findGroupByGid } from "../store/groups.ts";
import { findInvitationByToken } from "../store/invitations.ts";
import type { Store } from "../store/store.ts";
import type { Origin } from "./actor.ts";
import type { Audit } from "./audit.ts";
import { describeInvitation } from "./invitations.ts";
import type { CreatedAccount, NewAccounts } from "./new-accounts.ts";
import { tokenHashOf } from "./tokens.ts";

export interface InvitationAcceptanceDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly newAccounts: NewAccounts;
  readonly pepper: string;
}

/** What the holder of a link can do with it; the token in it is all the credentials he has. */
export class InvitationAcceptance {
  readonly #to: InvitationAcceptanceDependencies;

  constructor(dependencies: InvitationAcceptanceDependencies) {
    this.#to = dependencies;
  }

  /** Raises NotFoundError, in the same words, for tokens never made, used, replaced, taken back and expired. */
  async open(token: string): Promise<{ readonly invitation: Invitation; readonly group: Group }> {
    return this.#to.store.read(async (db) => {
      const invitation = await this.#find(db, token);
      const group = await findGroupByGid(db, invitation.gid);
      if (group === undefined) throw unusable();
      return { invitation, group };
    });
  }

  /**
   * Makes the account, with the invited address whatever the attributes say, and joins it to the group.
   * Raises as `open`, InvalidArgumentError for bad attributes, AlreadyExistsError for a taken username.
   */
  async accept(
    token: string,
    username: string,
    attributes: JsonObject,
    origin: Origin,
  ): Promise<CreatedAccount> {
    // Looked at before the password is hashed, so that nobody without a link can have work done.
    const { email } = (await this.open(token)).invitation;
    const id = parseUsername(username);
    if (attributes.password === undefined) throw invalidArgument(`Attribute "password" is missing`);
    const account = { id, attributes: { ...attributes, email } };
    return this.#to.newAccounts.createInvited(origin, account, async (tx) => {
      const invitation = await this.#find(tx, token);
      await this.#to.audit.record(
        tx,
        { origin, user: { id } },
        {
          action: "ACCEPT_INVITATION",
          targetType: "invitation",
          target: invitation.id,
          groupId: invitation.groupId,
          before: describeInvitation(invitation),
        },
      );
      return invitation;
    });
  }

  async #find(db: Db, token: string): Promise<Invitation> {
    const hash = tokenHashOf(this.#to.pepper, "invitation", token);
    const invitation = hash === undefined ? undefined : await findInvitationByToken(db, hash);
    if (invitation === undefined || nowSeconds(this.#to.clock) >= invitation.expiresAt) throw unusable();
    return invitation;
  }
}

function unusable(): AccessError {
  return new AccessError(
    "NotFoundError",
    "This invitation does not exist, has been used or has expired; ask for a new one",
  );
}
