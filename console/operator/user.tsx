import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import type { Account } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { KeysSection } from "../keys/keys-section.tsx";
import { MemberFacts } from "../members/member-facts.tsx";
import { ButtonLink } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PrivilegesForm } from "../privileges/privileges-form.tsx";
import { QuotaLimits } from "../quotas/quota-limits.tsx";
import { SessionsSection } from "../security/sessions-section.tsx";
import { UserActions } from "../users/user-actions.tsx";

/** What only an operator decides about a user. */
export function OperatorUser() {
  const { user: id = "" } = useParams();
  const api = useApi();
  const user = useQuery({
    queryKey: ["users", id],
    queryFn: () => api.users.get(id, { relationships: "groups" }),
  });
  const group = user.data === undefined ? undefined : groupOf(user.data);
  return (
    <Page
      title={id}
      about={group === undefined ? "In no group" : `Member of ${group}`}
      actions={
        <>
          {group !== undefined && (
            <ButtonLink to={`/operator/groups/${encodeURIComponent(group)}`} variant="default">
              Group {group}
            </ButtonLink>
          )}
          {user.data !== undefined && <UserActions account={user.data} />}
        </>
      }
    >
      <Section title="About">
        <Loaded query={user}>
          {(account) => <MemberFacts member={{ ...account, context_attributes: {} }} />}
        </Loaded>
      </Section>
      <Section title="Quotas" about="Of this account alone; a group's hold beside them." isTable>
        <Loaded query={user}>
          {({ attributes }) => <QuotaLimits kind="user" id={id} quotas={attributes.quotas ?? {}} />}
        </Loaded>
      </Section>
      <Section title="Privileges">
        <Loaded query={user}>
          {({ attributes }) => (
            <PrivilegesForm kind="user" id={id} privileges={attributes.privileges ?? {}} />
          )}
        </Loaded>
      </Section>
      <KeysSection owner={id} />
      {user.data?.type !== "service_account" && <SessionsSection owner={id} />}
    </Page>
  );
}

function groupOf({ relationships }: Account): string | undefined {
  const related = relationships?.groups?.data;
  return Array.isArray(related) ? related[0]?.id : undefined;
}
