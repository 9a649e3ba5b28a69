import type { ApiKey } from "../../src/model/api-key.ts";
import type { Group } from "../../src/model/group.ts";
import type { User } from "../../src/model/user.ts";
import type { Role } from "../../src/names/roles.ts";
import { insertKey } from "../../src/store/api-keys.ts";
import type { Db } from "../../src/store/database.ts";
import { insertGroup } from "../../src/store/groups.ts";
import { insertUser, type NewUser, setMembership } from "../../src/store/users.ts";

export async function addGroup(tx: Db, id: string): Promise<Group> {
  return insertGroup(tx, { id, organization: `The ${id}`, createdAt: 1_700_000_000 });
}

export async function addUser(tx: Db, id: string, attributes: Partial<NewUser> = {}): Promise<User> {
  return insertUser(tx, {
    id,
    kind: "user",
    email: `${id.toLowerCase()}@example.com`,
    userSince: 1_700_000_000,
    ...attributes,
  });
}

export async function addMember(
  tx: Db,
  group: Group,
  id: string,
  attributes: Partial<NewUser> & { readonly roles?: readonly Role[] } = {},
): Promise<User> {
  const { roles = [], ...rest } = attributes;
  return setMembership(tx, await addUser(tx, id, rest), { gid: group.gid, roles });
}

export async function addKey(tx: Db, user: User, id: string): Promise<ApiKey> {
  return insertKey(tx, {
    id,
    uid: user.uid,
    hash: `hash of ${id}`,
    prefix: "0123abcd",
    label: "laptop",
    createdAt: 1_700_000_000,
    expiresAt: null,
    allowedAddresses: [],
    readOnly: false,
  });
}
