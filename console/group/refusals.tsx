import { useParams } from "wouter";
import { Page } from "../parts/page.tsx";
import { RefusalsSection } from "../usage/refusals-section.tsx";

/** Who was refused, when, and why. */
export function GroupRefusals() {
  const { group = "" } = useParams();
  return (
    <Page
      title="Refused calls"
      about="Calls that the gateway did not let through: for want of quota, or because of who called."
    >
      <RefusalsSection group={group} />
    </Page>
  );
}
