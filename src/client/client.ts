import { Audit } from "./audit.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { Exports } from "./exports.ts";
import { Groups } from "./groups.ts";
import { Invitations } from "./invitations.ts";
import { Keys } from "./keys.ts";
import { Members } from "./members.ts";
import { Operations } from "./operations.ts";
import { Passwords } from "./passwords.ts";
import { Quotas } from "./quotas.ts";
import { RefusedCalls } from "./refused-calls.ts";
import { ServiceAccounts } from "./service-accounts.ts";
import { Sessions } from "./sessions.ts";
import { Totp } from "./totp.ts";
import { Usage } from "./usage.ts";
import { Users } from "./users.ts";

/** Our own API, noun by noun. */
export class Client extends Connection {
  readonly users: Users;
  readonly groups: Groups;
  readonly members: Members;
  readonly serviceAccounts: ServiceAccounts;
  readonly keys: Keys;
  readonly invitations: Invitations;
  readonly quotas: Quotas;
  readonly usage: Usage;
  readonly refusedCalls: RefusedCalls;
  readonly operations: Operations;
  readonly exports: Exports;
  readonly audit: Audit;
  readonly sessions: Sessions;
  readonly totp: Totp;
  readonly passwords: Passwords;

  /** `url` is the server's own address, before /api/v3. Without a key it is for a browser that signs in. */
  constructor(url: string, key: string | undefined, options: ConnectionOptions = {}) {
    super(url, key, options);
    this.users = new Users(this);
    this.groups = new Groups(this);
    this.members = new Members(this);
    this.serviceAccounts = new ServiceAccounts(this);
    this.keys = new Keys(this);
    this.invitations = new Invitations(this);
    this.quotas = new Quotas(this);
    this.usage = new Usage(this);
    this.refusedCalls = new RefusedCalls(this);
    this.operations = new Operations(this);
    this.exports = new Exports(this);
    this.audit = new Audit(this);
    this.sessions = new Sessions(this);
    this.totp = new Totp(this);
    this.passwords = new Passwords(this);
  }
}
