import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/api.tsx";
import { KeysSection } from "../keys/keys-section.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page, Section } from "../parts/page.tsx";
import { QuotaList } from "../quotas/quota-list.tsx";
import { SessionsSection } from "../security/sessions-section.tsx";
import { UsageSection } from "../usage/usage-section.tsx";
import { MemberActions } from "./member-actions.tsx";
import { memberQuery } from "./member-answers.ts";
import { MemberFacts } from "./member-facts.tsx";

export interface MemberPageProps {
  readonly group: string;
  readonly id: string;
  readonly list: "users" | "service_accounts";
}

/** One member, with everything that an administrator decides about. */
export function MemberPage({ group, id, list }: MemberPageProps) {
  const api = useApi();
  const member = useQuery(memberQuery(api, group, list, id));
  const quotas = useQuery({ queryKey: ["quotas", id], queryFn: () => api.quotas.overall(id) });
  const isProgram = list === "service_accounts";
  return (
    <Page
      title={id}
      about={isProgram ? `Service account of ${group}` : `Member of ${group}`}
      actions={member.data !== undefined && <MemberActions group={group} list={list} member={member.data} />}
    >
      <Section title="About">
        <Loaded query={member}>{(one) => <MemberFacts member={one} />}</Loaded>
      </Section>
      <Section title="What is left">
        <Loaded query={quotas}>{(answer) => <QuotaList quotas={answer} owner={id} />}</Loaded>
      </Section>
      <UsageSection
        subject={{ kind: "group", id: group, member: id }}
        title={`What ${group} paid for`}
        empty="Nothing was called in this time."
      />
      <KeysSection owner={id} mayMake={isProgram} />
      {!isProgram && <SessionsSection owner={id} />}
    </Page>
  );
}
