import { Badge, Group } from "@mantine/core";
import type { Member } from "../../src/client/members.ts";
import { isOfDirectory } from "../api/viewer.ts";
import { type Fact, Facts } from "../parts/facts.tsx";
import { Instant } from "../parts/instant.tsx";
import { quotaTitle } from "../quotas/quota-names.ts";
import { amount } from "../text/numbers.ts";
import { fullName, hasSecondFactor } from "./member-row.ts";
import { roleTitle } from "./roles.ts";

export function MemberFacts({ member }: { readonly member: Member }) {
  const { attributes, context_attributes: context } = member;
  const facts: readonly Fact[] = [
    ["Name", fullName(member) || "not given"],
    ...(member.type === "user" ? ([["E-mail address", attributes.email ?? ""]] as const) : []),
    [
      "Status",
      attributes.status === "inactive" ? (
        <Badge key="status" color="red">
          disabled
        </Badge>
      ) : (
        "active"
      ),
    ],
    ...("has_2fa" in attributes ? ([["Second factor", secondFactorOf(member)]] as const) : []),
    ...standingOf(context),
    ["Here since", <Instant key="since" seconds={attributes.user_since} />],
  ];
  return <Facts facts={facts} />;
}

function secondFactorOf(member: Member): string {
  const isOn = hasSecondFactor(member);
  if (!isOfDirectory(member)) return isOn ? "on" : "off";
  return isOn
    ? "single sign-on: the directory has asked for one"
    : "single sign-on: password and second factor are those of the directory";
}

/** Known to who looks at the account as a member of a group. */
function standingOf(context: Member["context_attributes"]): readonly Fact[] {
  if (context?.roles === undefined) return [];
  const caps = Object.entries(context.quota_limits ?? {}).map(
    ([name, { allowed }]) => `${quotaTitle(name)}: ${amount(allowed)}`,
  );
  return [
    ["Roles", <Roles key="roles" roles={context.roles} />],
    ["Caps", caps.length === 0 ? "none" : caps.join(", ")],
    ["Last seen", <Instant key="seen" seconds={context.last_seen} withDistance />],
  ];
}

function Roles({ roles }: { readonly roles: readonly string[] }) {
  if (roles.length === 0) return "none";
  return (
    <Group gap={4}>
      {roles.map((role) => (
        <Badge key={role} color="gray">
          {roleTitle(role)}
        </Badge>
      ))}
    </Group>
  );
}
