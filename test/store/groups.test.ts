import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countGroups,
  deleteGroup,
  findGroup,
  findGroupByGid,
  groupsWithAutoAdd,
  insertGroup,
  lockGroup,
  pageOfGroups,
  updateGroup,
} from "../../src/store/groups.ts";
import { findInvitationByToken, insertInvitation } from "../../src/store/invitations.ts";
import { limitsOf, setLimit } from "../../src/store/quota-limits.ts";
import { findUser, setMembership } from "../../src/store/users.ts";
import { forEachEngine, freshStore } from "../engines.ts";
import { addGroup, addMember } from "./fixtures.ts";

forEachEngine((engine) => {
  test("a group is read back as it was inserted, by id and by number", async () => {
    await using fresh = await freshStore(engine);
    const attributes = { country: "Suède", contact_emails: ["a@example.com"], preferences: { x: { y: 1 } } };
    const privileges = { intelligence: { granted: true } };
    const inserted = await fresh.store.transaction((tx) =>
      insertGroup(tx, { id: "company", organization: "Company", createdAt: 7, attributes, privileges }),
    );
    assert.deepEqual(inserted, {
      gid: inserted.gid,
      id: "company",
      organization: "Company",
      attributes,
      privileges,
      createdAt: 7,
      usersCount: 0,
      administratorsCount: 0,
      serviceAccountsCount: 0,
    });
    await fresh.store.read(async (db) => {
      assert.deepEqual(await findGroup(db, "company"), inserted);
      assert.deepEqual(await findGroupByGid(db, inserted.gid), inserted);
      assert.equal(await findGroup(db, "Company"), undefined);
      assert.equal(await findGroupByGid(db, inserted.gid + 1), undefined);
    });
  });

  test("a group id that is taken is refused by name", async () => {
    await using fresh = await freshStore(engine);
    await fresh.store.transaction((tx) => addGroup(tx, "company"));
    await assert.rejects(
      fresh.store.transaction((tx) => addGroup(tx, "company")),
      { code: "AlreadyExistsError", message: 'Group "company" already exists' },
    );
    assert.equal(await fresh.store.read(countGroups), 1);
  });

  test("an update changes what it names; of a group that is gone it is a NotFoundError", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const group = await store.transaction((tx) => addGroup(tx, "company"));
    const changes = { organization: "New", attributes: { industry: "mining" } };
    const changed = await store.transaction((tx) => updateGroup(tx, group, changes));
    assert.deepEqual(changed, { ...group, ...changes });
    assert.deepEqual(await store.transaction((tx) => updateGroup(tx, changed, {})), changed);
    await store.transaction((tx) => deleteGroup(tx, group));
    await assert.rejects(
      store.transaction((tx) => updateGroup(tx, group, changes)),
      {
        code: "NotFoundError",
        message: 'Group "company" not found',
      },
    );
    assert.equal(await store.transaction((tx) => lockGroup(tx, group.gid)), undefined);
  });

  test("groups are paged by id", async () => {
    await using fresh = await freshStore(engine);
    await fresh.store.transaction(async (tx) => {
      for (const id of ["c", "a-b", "b", "a", "ab"]) await addGroup(tx, id);
    });
    const page = async (afterId: string | null) =>
      (await fresh.store.read((db) => pageOfGroups(db, { afterId, limit: 3 }))).map((group) => group.id);
    assert.deepEqual(await page(null), ["a", "a-b", "ab"]);
    assert.deepEqual(await page("ab"), ["b", "c"]);
    assert.deepEqual(await page("c"), []);
  });

  test("only groups with a pattern to add users by are asked about new users", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const [first, second] = await store.transaction((tx) =>
      Promise.all([addGroup(tx, "first"), addGroup(tx, "second"), addGroup(tx, "third")]),
    );
    await store.transaction(async (tx) => {
      await updateGroup(tx, first, { attributes: { auto_add_users: ["*@example.com"] } });
      await updateGroup(tx, second, { attributes: { auto_add_users: [] } });
    });
    const waiting = await store.read(groupsWithAutoAdd);
    assert.deepEqual(
      waiting.map((group) => group.id),
      ["first"],
    );
  });

  test("a deleted group frees its users of their caps and takes its service accounts, invitations and limits along", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const { group, robot, alice } = await store.transaction(async (tx) => {
      const doomed = await addGroup(tx, "company");
      const other = await addGroup(tx, "other");
      const member = await addMember(tx, doomed, "alice", { roles: ["USER_ROLE_GROUP_ADMIN"] });
      const serviceAccount = await addMember(tx, doomed, "company_robot", { kind: "service_account" });
      const guest = await addMember(tx, other, "guest");
      const quotaGids = { api: doomed.gid, intelligence: other.gid, monitor: doomed.gid };
      await setMembership(tx, guest, { gid: other.gid, roles: [], quotaGids });
      await setLimit(tx, "group", doomed.gid, "api_requests_daily", 5);
      await setLimit(tx, "user", serviceAccount.uid, "api_requests_daily", 5);
      await setLimit(tx, "user", member.uid, "intelligence_searches_monthly", 5);
      await setLimit(tx, "user", guest.uid, "api_requests_daily", 5);
      await insertInvitation(tx, {
        id: "i1",
        gid: doomed.gid,
        email: "new@example.com",
        isAdmin: false,
        tokenHash: "token",
        invitedBy: "alice",
        createdAt: 1,
        sentAt: 1,
        expiresAt: 2,
      });
      return { group: doomed, robot: serviceAccount, alice: member };
    });
    await store.transaction((tx) => deleteGroup(tx, group));
    await store.read(async (db) => {
      assert.equal(await findGroup(db, "company"), undefined);
      assert.equal((await findUser(db, "alice"))?.membership, null);
      assert.equal(await findUser(db, "company_robot"), undefined);
      assert.deepEqual((await findUser(db, "guest"))?.membership?.quotaGroups, {
        api: null,
        intelligence: "other",
        monitor: null,
      });
      assert.equal((await limitsOf(db, "group", group.gid)).size, 0);
      assert.equal((await limitsOf(db, "user", robot.uid)).size, 0);
      assert.equal((await limitsOf(db, "user", alice.uid)).size, 0);
      assert.equal(await findInvitationByToken(db, "token"), undefined);
    });
    const again = await store.transaction((tx) => addGroup(tx, "company"));
    assert.ok(again.gid > group.gid);
  });
});
