import { useParams } from "wouter";
import { Page } from "../parts/page.tsx";
import { ConsumersSection } from "../usage/consumers-section.tsx";
import { MemberUsageSection } from "../usage/member-usage-section.tsx";
import { useMonth } from "../usage/months.ts";
import { UsageSection } from "../usage/usage-section.tsx";

/** What was called, when, and by whom. */
export function GroupUsage() {
  const { group = "" } = useParams();
  const month = useMonth();
  return (
    <Page title="Usage" about="With what members and service accounts used that are gone by now.">
      <UsageSection subject={{ kind: "group", id: group }} empty="Nobody has called anything in this time." />
      <MemberUsageSection group={group} month={month} />
      <ConsumersSection group={group} />
    </Page>
  );
}
