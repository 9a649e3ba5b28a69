import assert from "node:assert/strict";
import test from "node:test";
import type { Actual, ActualGroup, ActualUser } from "./actual.ts";
import type { Desired, DesiredGroup, DesiredUser } from "./desired.ts";
import { planOf } from "./plan.ts";

test("a file that says what is there already needs no step", () => {
  const desired = file({
    groups: [group({ attributes: { organization: "Company" }, quotas: { api_requests_daily: 10 } })],
    users: [user({ group: "company", roles: ["USER_ROLE_FILE_UPLOADS"], caps: { api_requests_daily: 5 } })],
  });
  const actual = server({
    groups: {
      company: {
        attributes: { organization: "Company", country: "Norway" },
        quotas: { api_requests_daily: 10, api_requests_monthly: 99 },
        members: new Map([["alice", { roles: ["USER_ROLE_FILE_UPLOADS"], caps: {} }]]),
      },
    },
    users: { alice: { group: "company", caps: { api_requests_daily: 5 } } },
  });
  assert.deepEqual(planOf(desired, actual), { conflicts: [], steps: [] });
});

test("groups come before their members, and an account before its group, roles and caps", () => {
  const desired = file({
    groups: [group({ serviceAccounts: [account({ caps: { api_requests_daily: 5 } })] })],
    users: [user({ group: "company", roles: ["USER_ROLE_GROUP_ADMIN"], caps: { api_requests_daily: 7 } })],
  });
  assert.deepEqual(kindsOf(desired, server({})), [
    "createGroup company",
    "createUser alice",
    "setGroup alice",
    "setRoles alice",
    "setCaps alice",
    "createServiceAccount company_soar",
    "setCaps company_soar",
  ]);
});

test("what the file does not mention is left as it is", () => {
  const actual = server({
    groups: {
      company: {
        members: new Map([["bob", { roles: ["USER_ROLE_GROUP_ADMIN"], caps: {} }]]),
        serviceAccounts: new Map([["company_soar", { roles: [], caps: { api_requests_daily: 5 } }]]),
      },
    },
    users: { alice: { group: "company", caps: { api_requests_daily: 5 } } },
  });
  const desired = file({ groups: [group({ serviceAccounts: [] })], users: [user({})] });
  assert.deepEqual(kindsOf(desired, actual), []);
});

test("prune removes who is not named, of the kinds that the file lists, and nobody whom it moves", () => {
  const members = new Map(["alice", "bob", "carol"].map((id) => [id, { roles: [], caps: {} }]));
  const serviceAccounts = new Map([["company_old", { roles: [], caps: {} }]]);
  const actual = server({
    groups: { company: { members, serviceAccounts }, other: {} },
    users: { alice: { group: "company" }, bob: { group: "company" } },
  });
  const users = [user({}), user({ id: "bob", email: "bob@example.com", group: "other" })];
  const pruned = group({ prune: true });
  assert.deepEqual(kindsOf(file({ groups: [pruned], users }), actual), [
    "setGroup bob",
    "removeMember carol",
  ]);
  assert.deepEqual(kindsOf(file({ groups: [{ ...pruned, serviceAccounts: [] }] }), actual), [
    "removeMember company_old",
  ]);
});

test("who moves out of a group is given all roles and caps that the file says, for he left the old ones there", () => {
  const actual = server({
    groups: {
      company: {},
      other: { members: new Map([["alice", { roles: ["USER_ROLE_FILE_UPLOADS"], caps: {} }]]) },
    },
    users: { alice: { group: "other", caps: { api_requests_daily: 5 } } },
  });
  const wanted = user({
    group: "company",
    roles: ["USER_ROLE_FILE_UPLOADS"],
    caps: { api_requests_daily: 5 },
  });
  assert.deepEqual(kindsOf(file({ users: [wanted] }), actual), [
    "setGroup alice",
    "setRoles alice",
    "setCaps alice",
  ]);
});

test("no cap is what an account has whose cap was never set", () => {
  const actual = server({
    groups: { company: { serviceAccounts: new Map([["company_soar", { roles: [], caps: {} }]]) } },
  });
  const uncapped = account({
    caps: { api_requests_daily: 1_000_000_000, api_requests_hourly: 60_000_000_000 },
  });
  assert.deepEqual(kindsOf(file({ groups: [group({ serviceAccounts: [uncapped] })] }), actual), []);
});

test("another address of an existing user and an unknown group are conflicts", () => {
  const actual = server({ users: { alice: { email: "a@elsewhere.example", group: null } } });
  const { conflicts } = planOf(file({ users: [user({ line: 7, group: "nowhere" })] }), actual);
  assert.deepEqual(
    conflicts.map(({ line }) => line),
    [7, 7],
  );
});

function kindsOf(desired: Desired, actual: Actual): readonly string[] {
  const { steps, conflicts } = planOf(desired, actual);
  assert.deepEqual(conflicts, []);
  return steps.map(({ call }) => `${call.kind} ${call.id}`);
}

function file({ groups = [], users }: Partial<Desired>): Desired {
  return { groups, users };
}

function group(parts: Partial<DesiredGroup>): DesiredGroup {
  return {
    line: 1,
    id: "company",
    attributes: {},
    quotas: {},
    serviceAccounts: undefined,
    prune: false,
    ...parts,
  };
}

function account(parts: object) {
  return { line: 1, id: "company_soar", name: "soar", roles: undefined, caps: {}, ...parts };
}

function user(parts: Partial<DesiredUser>): DesiredUser {
  const id = "alice";
  const email = "alice@example.com";
  return { line: 1, id, email, attributes: {}, group: undefined, roles: undefined, caps: {}, ...parts };
}

interface ServerParts {
  readonly groups?: Readonly<Record<string, Partial<ActualGroup>>>;
  readonly users?: Readonly<Record<string, Partial<ActualUser>>>;
}

function server({ groups = {}, users = {} }: ServerParts): Actual {
  const none = { attributes: {}, quotas: {}, members: new Map(), serviceAccounts: new Map() };
  const someone = { email: undefined, attributes: {}, group: null, caps: {} };
  return {
    groups: new Map(Object.entries(groups).map(([id, parts]) => [id, { ...none, ...parts }])),
    users: new Map(Object.entries(users).map(([id, parts]) => [id, { ...someone, ...parts }])),
  };
}
