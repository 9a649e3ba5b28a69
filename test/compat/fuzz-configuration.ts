/** Ids of things that exist, by what they identify. Every list has an entry. */
export interface KnownIds {
  readonly users: readonly string[];
  readonly emails: readonly string[];
  readonly groups: readonly string[];
  readonly accounts: readonly string[];
  readonly userKeys: readonly string[];
  readonly accountKeys: readonly string[];
  /** Keys to rotate, which ends them: the others stay. */
  readonly rotatedUserKeys: readonly string[];
  readonly rotatedAccountKeys: readonly string[];
  readonly invitations: readonly string[];
}

export interface FuzzIds {
  readonly kept: KnownIds;
  /**
   * What only DELETE is given: had it the ids of the others, its first call would turn all later answers into 404s.
   * For the same reason the groups and accounts to delete are not those whose members and keys are.
   */
  readonly doomed: KnownIds;
  readonly condemned: Pick<KnownIds, "groups" | "users" | "accounts">;
}

export type Phase = "coverage" | "fuzzing";

const NEW_IDS = Array.from({ length: 50 }, (_, number) => `invented-${number}`);

/** The fuzzer invents one id in four all the same, so that the 404s are tested too. */
const KNOWN_SHARE = 0.75;

/**
 * A schemathesis.toml that fills parameters with ids that exist. Operations are matched by their whole name, because
 * several filters of one entry would match when any does. Values seen in answers are not used again: the fuzzer could
 * learn the id of its own account or key, delete it, and test nothing but 401 from then on.
 */
export function fuzzConfiguration(phase: Phase, ids: FuzzIds): string {
  const rules = rulesFor(ids);
  return [
    `phases.${phase}.extra-data-sources.responses = false`,
    "[dictionaries]",
    ...rules.flatMap(({ values }, rule) =>
      Object.values(values).map((list, index) => `r${rule}_${index} = { values = ${JSON.stringify(list)} }`),
    ),
    ...rules.flatMap(({ name, values }, rule) => [
      "[[operations]]",
      `include-name-regex = '${name}'`,
      `parameters = { ${parameters(phase, rule, values).join(", ")} }`,
    ]),
  ].join("\n");
}

interface Rule {
  /** Matches names such as `GET /users/{id}`; no name matches two rules. */
  readonly name: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

function rulesFor({ kept, doomed, condemned }: FuzzIds): Rule[] {
  const ofUser = (ids: KnownIds) => ({
    "path.id": ids.users,
    "path.key_id": ids.userKeys,
    "path.relationship": ["groups", "api_quota_group", "intelligence_quota_group", "monitor_quota_group"],
  });
  const ofAccount = (ids: KnownIds) => ({
    "path.id": ids.accounts,
    "path.key_id": ids.accountKeys,
    "path.relationship": ["groups", "api_quota_group", "intelligence_quota_group"],
  });
  const ofGroup = (ids: KnownIds) => ({
    "path.id": ids.groups,
    "path.user_id": ids.users,
    "path.service_account_id": ids.accounts,
    "path.invitation_id": ids.invitations,
    "path.relationship": ["users", "administrators", "service_accounts"],
    "path.quota_name": ["api_requests_daily", "api_requests_monthly", "intelligence_searches_monthly"],
  });
  return [
    { name: "^POST /users$", values: { "body.data.id": NEW_IDS } },
    { name: "^POST /groups$", values: { "body.data.id": NEW_IDS } },
    { name: "^(GET|PATCH) /users/|^POST /users/(?!.*/rotate$)", values: ofUser(kept) },
    { name: "^POST /users/.*/rotate$", values: { ...ofUser(kept), "path.key_id": kept.rotatedUserKeys } },
    { name: "^DELETE /users/[^/]*$", values: { "path.id": condemned.users } },
    { name: "^DELETE /users/[^/]*/", values: ofUser(doomed) },
    {
      name: "^(GET|PATCH) /service_accounts/|^POST /service_accounts/(?!.*/rotate$)",
      values: ofAccount(kept),
    },
    {
      name: "^POST /service_accounts/.*/rotate$",
      values: { ...ofAccount(kept), "path.key_id": kept.rotatedAccountKeys },
    },
    { name: "^DELETE /service_accounts/[^/]*$", values: { "path.id": condemned.accounts } },
    {
      name: "^DELETE /service_accounts/[^/]*/",
      values: { ...ofAccount(doomed), "path.id": doomed.accounts.slice(0, 1) },
    },
    {
      // The lists of members have paths of their own, which come before this template and answer objects.
      name: "^GET /groups/[^/]*/relationships/[{]relationship[}]$",
      values: { "path.id": kept.groups, "path.relationship": ["graphs"] },
    },
    { name: "^GET /groups/(?!.*/relationships/[{]relationship[}]$)", values: ofGroup(kept) },
    { name: "^POST /groups/", values: { ...ofGroup(kept), "body.data[*].id": kept.emails } },
    {
      name: "^PATCH /groups/.*/service_accounts$",
      values: { ...ofGroup(kept), "body.data[*].id": kept.accounts },
    },
    { name: "^PATCH /groups/.*/users$", values: { ...ofGroup(kept), "body.data[*].id": kept.users } },
    { name: "^PATCH /groups/[^/]*$", values: ofGroup(kept) },
    { name: "^DELETE /groups/[^/]*$", values: { "path.id": condemned.groups } },
    {
      name: "^DELETE /groups/[^/]*/",
      values: { ...ofGroup(doomed), "path.service_account_id": doomed.accounts.slice(1) },
    },
  ];
}

/** The coverage phase knows no dictionaries: it is given the first id of each kind, and bodies of its own making. */
function parameters(phase: Phase, rule: number, values: Rule["values"]): string[] {
  const entries = Object.entries(values).map(([parameter, list], index) => ({ parameter, list, index }));
  if (phase === "fuzzing") {
    return entries.map(
      ({ parameter, index }) =>
        `"${parameter}" = { dictionary = "r${rule}_${index}", probability = ${KNOWN_SHARE} }`,
    );
  }
  return entries
    .filter(({ parameter }) => parameter.startsWith("path."))
    .map(({ parameter, list }) => `"${parameter}" = ${JSON.stringify(list[0])}`);
}
