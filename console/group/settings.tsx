import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import { useApi } from "../api/api.tsx";
import { useViewer } from "../api/viewer.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Page, Section } from "../parts/page.tsx";
import { KeyPolicyForm } from "../settings/key-policy-form.tsx";
import { OrganizationForm } from "../settings/organization-form.tsx";
import { SessionLimitsForm } from "../settings/session-limits-form.tsx";
import { SingleSignOnForm } from "../settings/single-sign-on-form.tsx";

export function GroupSettings() {
  const { group = "" } = useParams();
  const api = useApi();
  const viewer = useViewer();
  const answer = useQuery({ queryKey: ["groups", group], queryFn: () => api.groups.get(group) });
  return (
    <Page title="Settings">
      <Section title="Organization and joining">
        <Loaded query={answer}>{(one) => <OrganizationForm group={one} />}</Loaded>
      </Section>
      <Section
        title="Key policy"
        about="What every key of a member or service account must meet. One that does not is refused from the next call on."
      >
        <Loaded query={answer}>{(one) => <KeyPolicyForm group={one} />}</Loaded>
      </Section>
      <Section
        title="Session limits"
        about="How soon members have to sign in again. The stricter of these and the server's own hold, from the next call on."
      >
        <Loaded query={answer}>{(one) => <SessionLimitsForm group={one} />}</Loaded>
      </Section>
      <Section
        title="Single sign-on"
        about="Who has one of these in the directory's groups claim belongs to this group from the next sign-in on; with the last one go membership, keys and sessions. Operators set it."
      >
        <Loaded query={answer}>
          {(one) => <SingleSignOnForm group={one} mayWrite={viewer?.isOperator === true} />}
        </Loaded>
      </Section>
    </Page>
  );
}
