import { Connection, type ConnectionOptions } from "./connection.ts";
import { Groups } from "./groups.ts";
import { Members } from "./members.ts";
import { ServiceAccounts } from "./service-accounts.ts";
import { Users } from "./users.ts";

/** Our own API, noun by noun. */
export class Client extends Connection {
  readonly users: Users;
  readonly groups: Groups;
  readonly members: Members;
  readonly serviceAccounts: ServiceAccounts;

  /** `url` is the server's own address, before /api/v3. */
  constructor(url: string, key: string, options: ConnectionOptions = {}) {
    super(url, key, options);
    this.users = new Users(this);
    this.groups = new Groups(this);
    this.members = new Members(this);
    this.serviceAccounts = new ServiceAccounts(this);
  }
}
