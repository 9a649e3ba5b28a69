import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/api.tsx";
import { useViewer } from "../api/viewer.ts";
import { Loaded } from "../parts/loaded.tsx";
import { Empty } from "../parts/notices.tsx";
import { Page, Section } from "../parts/page.tsx";
import { QuotaList } from "../quotas/quota-list.tsx";
import { UsageSection } from "../usage/usage-section.tsx";
import { Checklist } from "./checklist.tsx";

/** What is left, and where it went. */
export function Overview() {
  const api = useApi();
  const viewer = useViewer();
  const quotas = useQuery({ queryKey: ["quotas", "me"], queryFn: () => api.quotas.overall("me") });
  return (
    <Page title="Overview">
      <Checklist />
      {viewer !== undefined && viewer.group === undefined && (
        <Section>
          <Empty icon="people">
            You are in no group, so that nobody pays for your calls and they are refused. The administrator of
            a group can add you by your address, {viewer.account.attributes.email}.
          </Empty>
        </Section>
      )}
      <Section
        title="What is left"
        about="Both sides hold: the tighter one decides. Days and months are of the UTC calendar."
      >
        <Loaded query={quotas} lines={6}>
          {(answer) => <QuotaList quotas={answer} />}
        </Loaded>
      </Section>
      <UsageSection
        subject={{ kind: "user", id: "me" }}
        title="Your usage by endpoint"
        empty="You have not called anything in this time. Take a key from API keys and make your first call."
      />
    </Page>
  );
}
