import assert from "node:assert/strict";
import { test } from "node:test";
import type { Db } from "../../src/store/database.ts";
import {
  countInvitations,
  deleteInvitation,
  findInvitation,
  findInvitationByEmail,
  findInvitationByToken,
  insertInvitation,
  invitationsTo,
  pageOfInvitations,
  updateInvitation,
} from "../../src/store/invitations.ts";
import { forEachEngine, freshStore } from "../engines.ts";
import { addGroup } from "./fixtures.ts";

forEachEngine((engine) => {
  test("an invitation is found by id, by address and by token, in its own group only", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const { gid, otherGid } = await store.transaction(async (tx) => ({
      gid: (await addGroup(tx, "company")).gid,
      otherGid: (await addGroup(tx, "other")).gid,
    }));
    const inserted = await store.transaction((tx) => invite(tx, gid, "i1", "new@example.com"));
    assert.deepEqual(inserted, {
      id: "i1",
      gid,
      groupId: "company",
      email: "new@example.com",
      isAdmin: true,
      invitedBy: "alice",
      createdAt: 1,
      sentAt: 2,
      expiresAt: 3,
    });
    await store.read(async (db) => {
      assert.deepEqual(await findInvitation(db, gid, "i1"), inserted);
      assert.deepEqual(await findInvitationByEmail(db, gid, "new@example.com"), inserted);
      assert.deepEqual(await findInvitationByToken(db, "token of i1"), inserted);
      assert.equal(await findInvitation(db, otherGid, "i1"), undefined);
      assert.equal(await findInvitationByEmail(db, otherGid, "new@example.com"), undefined);
      assert.equal(await findInvitationByToken(db, "i1"), undefined);
    });
  });

  test("a group invites an address once; another group may invite it too", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const gid = await store.transaction(async (tx) => {
      const company = await addGroup(tx, "company");
      await invite(tx, company.gid, "i2", "new@example.com");
      await invite(tx, (await addGroup(tx, "other")).gid, "i1", "new@example.com");
      return company.gid;
    });
    await assert.rejects(
      store.transaction((tx) => invite(tx, gid, "i3", "new@example.com")),
      { code: "AlreadyExistsError", message: '"new@example.com" has already been invited' },
    );
    const groups = (await store.read((db) => invitationsTo(db, "new@example.com"))).map((i) => i.groupId);
    assert.deepEqual(groups, ["other", "company"]);
  });

  test("invitations are paged and counted by group, changed and deleted", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const gid = await store.transaction(async (tx) => {
      const company = await addGroup(tx, "company");
      for (const id of ["c", "a", "b"]) await invite(tx, company.gid, id, `${id}@example.com`);
      await invite(tx, (await addGroup(tx, "other")).gid, "d", "d@example.com");
      return company.gid;
    });
    const page = async (afterId: string | null) =>
      (await store.read((db) => pageOfInvitations(db, { gid, afterId, limit: 2 }))).map(({ id }) => id);
    assert.deepEqual(await page(null), ["a", "b"]);
    assert.deepEqual(await page("b"), ["c"]);
    assert.equal(await store.read((db) => countInvitations(db, { gid })), 3);
    const changes = { isAdmin: false, sentAt: 8, expiresAt: 9 };
    const changed = await store.transaction((tx) =>
      updateInvitation(tx, "a", { ...changes, tokenHash: "new token" }),
    );
    assert.deepEqual(await store.read((db) => findInvitationByToken(db, "new token")), changed);
    assert.equal(await store.read((db) => findInvitationByToken(db, "token of a")), undefined);
    assert.deepEqual({ ...changed, ...changes }, changed);
    await store.transaction((tx) => deleteInvitation(tx, "a"));
    assert.equal(await store.read((db) => countInvitations(db, { gid })), 2);
    await assert.rejects(
      store.transaction((tx) => updateInvitation(tx, "a", changes)),
      {
        code: "NotFoundError",
        message: 'Invitation "a" not found',
      },
    );
  });
});

async function invite(tx: Db, gid: number, id: string, email: string) {
  return insertInvitation(tx, {
    id,
    gid,
    email,
    isAdmin: true,
    tokenHash: `token of ${id}`,
    invitedBy: "alice",
    createdAt: 1,
    sentAt: 2,
    expiresAt: 3,
  });
}
