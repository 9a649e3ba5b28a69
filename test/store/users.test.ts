import assert from "node:assert/strict";
import { test } from "node:test";
import { findGroup, insertGroup } from "../../src/store/groups.ts";
import { limitsOf, setLimit } from "../../src/store/quota-limits.ts";
import {
  countUsers,
  deleteUser,
  findKeyOwner,
  findUser,
  findUserByEmail,
  findUserByUid,
  findUsersByEmail,
  findUsersByUid,
  insertUser,
  operators,
  pageOfMembers,
  passwordHash,
  setMembership,
  updateUser,
} from "../../src/store/users.ts";
import { forEachEngine, freshStore } from "../engines.ts";
import { addGroup, addKey, addMember, addUser } from "./fixtures.ts";

forEachEngine((engine) => {
  test("a user is read back as it was inserted", async () => {
    await using fresh = await freshStore(engine);
    const inserted = await fresh.store.transaction((tx) =>
      insertUser(tx, {
        id: "Alice",
        kind: "user",
        email: "alice@example.com",
        firstName: "Élodie",
        lastName: "O'Neil; -- 1%",
        profilePhrase: '"quoted" \\ 😀',
        passwordHash: "argon",
        userSince: 1_700_000_000,
        preferences: { view: { dark: true } },
        privileges: { admin: { granted: true, expiration_date: 4_000_000_000 } },
      }),
    );
    assert.deepEqual(inserted, {
      uid: inserted.uid,
      id: "Alice",
      kind: "user",
      email: "alice@example.com",
      firstName: "Élodie",
      lastName: "O'Neil; -- 1%",
      profilePhrase: '"quoted" \\ 😀',
      hasPassword: true,
      status: "active",
      reputation: 1,
      has2fa: false,
      userSince: 1_700_000_000,
      lastLogin: null,
      preferences: { view: { dark: true } },
      privileges: { admin: { granted: true, expiration_date: 4_000_000_000 } },
      membership: null,
      sso: null,
    });
    await fresh.store.read(async (db) => {
      assert.deepEqual(await findUser(db, "Alice"), inserted);
      assert.deepEqual(await findUserByEmail(db, "alice@example.com"), inserted);
      assert.deepEqual(await findUserByUid(db, inserted.uid), inserted);
      assert.equal(await passwordHash(db, inserted.uid), "argon");
      assert.deepEqual(await operators(db), [inserted]);
      assert.equal(await findUser(db, "alice"), undefined, "a username is looked up exactly");
      assert.equal(await findUserByEmail(db, "bob@example.com"), undefined);
      assert.equal(await passwordHash(db, inserted.uid + 1), null);
    });
  });

  test("several users are found by number or address, the unknown ones left out", async () => {
    await using fresh = await freshStore(engine);
    const [bob, alice] = await fresh.store.transaction(async (tx) => [
      await addUser(tx, "bob"),
      await addUser(tx, "alice"),
    ]);
    await fresh.store.read(async (db) => {
      assert.deepEqual(await findUsersByUid(db, [bob?.uid ?? 0, 999, alice?.uid ?? 0]), [alice, bob]);
      assert.deepEqual(await findUsersByEmail(db, ["bob@example.com", "x@example.com"]), [bob]);
      assert.deepEqual(await findUsersByUid(db, []), []);
      assert.deepEqual(await findUsersByEmail(db, []), []);
    });
  });

  test("a username or an address that is taken is refused by name, and the first account stays as it was", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const alice = await store.transaction((tx) => addUser(tx, "alice"));
    await store.transaction((tx) => addUser(tx, "bob"));
    await assert.rejects(
      store.transaction((tx) => addUser(tx, "alice", { email: "new@example.com" })),
      { code: "AlreadyExistsError", message: 'User "alice" already exists' },
    );
    await assert.rejects(
      store.transaction((tx) => addUser(tx, "ALICE", { email: "new@example.com" })),
      { code: "AlreadyExistsError", message: 'User "ALICE" already exists' },
    );
    const taken = {
      code: "AlreadyExistsError",
      message: 'The email address "bob@example.com" is already in use',
    };
    await assert.rejects(
      store.transaction((tx) => addUser(tx, "carol", { email: "bob@example.com" })),
      taken,
    );
    await assert.rejects(
      store.transaction((tx) => updateUser(tx, alice, { email: "bob@example.com" })),
      taken,
    );
    assert.deepEqual(await store.read((db) => findUser(db, "alice")), alice);
    assert.equal(await store.read(countUsers), 2);
  });

  test("accounts without an address do not exclude each other", async () => {
    await using fresh = await freshStore(engine);
    await fresh.store.transaction(async (tx) => {
      await addUser(tx, "alice", { email: null });
      await addUser(tx, "bob", { email: null });
    });
    assert.equal(await fresh.store.read(countUsers), 2);
  });

  test("an update changes what it names and nothing else", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const alice = await store.transaction((tx) => addUser(tx, "alice", { firstName: "Alice" }));
    const changes = {
      email: "a@example.com",
      lastName: "Smith",
      profilePhrase: "hello",
      status: "inactive",
      reputation: -5,
      has2fa: true,
      lastLogin: 1_800_000_000,
      preferences: { a: {} },
      privileges: { intelligence: { granted: true } },
    } as const;
    const changed = await store.transaction((tx) => updateUser(tx, alice, changes));
    assert.deepEqual(changed, { ...alice, ...changes });
    assert.deepEqual(await store.transaction((tx) => updateUser(tx, changed, {})), changed);
    await store.transaction((tx) => updateUser(tx, changed, { passwordHash: "x", firstName: undefined }));
    assert.deepEqual(await store.read((db) => findUser(db, "alice")), { ...changed, hasPassword: true });
  });

  test("an update of an account that is gone is a NotFoundError", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const alice = await store.transaction((tx) => addUser(tx, "alice"));
    await store.transaction((tx) => deleteUser(tx, alice));
    const gone = { code: "NotFoundError", message: 'User "alice" not found' };
    await assert.rejects(
      store.transaction((tx) => updateUser(tx, alice, { firstName: "x" })),
      gone,
    );
    await assert.rejects(
      store.transaction((tx) => setMembership(tx, alice, null)),
      gone,
    );
    await assert.rejects(
      store.transaction((tx) => deleteUser(tx, alice)),
      gone,
    );
  });

  test("joining makes the group pay for everything, changing roles leaves who pays, leaving ends it all", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const { company, other } = await store.transaction(async (tx) => ({
      company: await addGroup(tx, "company"),
      other: await addGroup(tx, "other"),
    }));
    const joined = await store.transaction(async (tx) =>
      setMembership(tx, await addUser(tx, "alice"), { gid: company.gid, roles: ["USER_ROLE_GROUP_ADMIN"] }),
    );
    assert.deepEqual(joined.membership, {
      gid: company.gid,
      groupId: "company",
      roles: ["USER_ROLE_GROUP_ADMIN"],
      quotaGroups: { api: "company", intelligence: "company", monitor: "company" },
    });
    const quotaGids = { api: other.gid, intelligence: null, monitor: company.gid };
    const quotaGroups = { api: "other", intelligence: null, monitor: "company" };
    const moved = await store.transaction((tx) =>
      setMembership(tx, joined, { gid: company.gid, roles: [], quotaGids }),
    );
    assert.deepEqual(moved.membership?.quotaGroups, quotaGroups);
    const roles = ["USER_ROLE_GROUP_ADMIN", "USER_ROLE_FILE_UPLOADS"] as const;
    const changed = await store.transaction((tx) => setMembership(tx, moved, { gid: company.gid, roles }));
    assert.deepEqual(changed.membership, { gid: company.gid, groupId: "company", roles, quotaGroups });
    const left = await store.transaction((tx) => setMembership(tx, changed, null));
    assert.equal(left.membership, null);
  });

  test("the counts of a group stay true whatever happens to its members", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const counts = () =>
      store.read(async (db) => {
        const group = await findGroup(db, "company");
        return [group?.usersCount, group?.administratorsCount, group?.serviceAccountsCount];
      });
    const group = await store.transaction((tx) => addGroup(tx, "company"));
    const admin = ["USER_ROLE_GROUP_ADMIN"] as const;
    const [alice, bob, robot] = await store.transaction((tx) =>
      Promise.all([
        addMember(tx, group, "alice", { roles: admin }),
        addMember(tx, group, "bob"),
        addMember(tx, group, "company_robot", { kind: "service_account" }),
      ]),
    );
    assert.deepEqual(await counts(), [2, 1, 1]);
    await store.transaction((tx) => setMembership(tx, bob, { gid: group.gid, roles: admin }));
    assert.deepEqual(await counts(), [2, 2, 1]);
    // `bob` was read before he became an administrator; the count must not believe it.
    await store.transaction((tx) => setMembership(tx, bob, null));
    assert.deepEqual(await counts(), [1, 1, 1]);
    await store.transaction((tx) => setMembership(tx, bob, null));
    assert.deepEqual(await counts(), [1, 1, 1]);
    await store.transaction((tx) => setMembership(tx, robot, { gid: group.gid, roles: admin }));
    assert.deepEqual(await counts(), [1, 2, 1]);
    await store.transaction((tx) => deleteUser(tx, robot));
    assert.deepEqual(await counts(), [1, 1, 0]);
    await assert.rejects(
      store.transaction(async (tx) => {
        await deleteUser(tx, alice);
        throw new Error("stop");
      }),
    );
    assert.deepEqual(await counts(), [1, 1, 0]);
    const other = await store.transaction((tx) => addGroup(tx, "other"));
    await store.transaction((tx) => setMembership(tx, alice, { gid: other.gid, roles: [] }));
    assert.deepEqual(await counts(), [0, 0, 0]);
  });

  test("a deleted account takes its keys and caps along, and its number is never given again", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const alice = await store.transaction(async (tx) => {
      const user = await addUser(tx, "alice");
      await addKey(tx, user, "key-1");
      await setLimit(tx, "user", user.uid, "api_requests_daily", 5);
      return user;
    });
    await store.transaction((tx) => deleteUser(tx, alice));
    assert.equal(await store.read((db) => findKeyOwner(db, "hash of key-1")), undefined);
    assert.equal((await store.read((db) => limitsOf(db, "user", alice.uid))).size, 0);
    const again = await store.transaction((tx) => addUser(tx, "alice"));
    assert.ok(again.uid > alice.uid);
  });

  test("paging through all accounts visits each once, in the order of their bytes", async () => {
    await using fresh = await freshStore(engine);
    const ids = ["a", "B", "a-b", "a_b", "a.b", "Z", "ab", "A", "0"].map((id, index) => `${id}${index}`);
    await fresh.store.transaction(async (tx) => {
      for (const id of ids) await addUser(tx, id);
    });
    const seen: string[] = [];
    for (let afterId: string | null = null; ; ) {
      const page = await fresh.store.read((db) =>
        pageOfMembers(db, { from: "everywhere", afterId, limit: 2 }),
      );
      seen.push(...page.map((user) => user.id));
      afterId = page.at(-1)?.id ?? null;
      if (afterId === null) break;
    }
    assert.deepEqual(seen, ids.toSorted());
  });

  test("a member of a group that another transaction just deleted is not left half inside", async () => {
    await using fresh = await freshStore(engine);
    await assert.rejects(
      fresh.store.transaction(async (tx) => {
        await insertGroup(tx, { id: "company", organization: "", createdAt: 0 });
        await setMembership(tx, await addUser(tx, "alice"), { gid: 12_345, roles: [] });
      }),
      /foreign key/i,
    );
    assert.equal(await fresh.store.read((db) => findGroup(db, "company")), undefined);
  });
});
