import { Page } from "../parts/page.tsx";
import { RefusalsSection } from "../usage/refusals-section.tsx";

export function OperatorRefusals() {
  return (
    <Page title="Refused calls" about="Everybody's, calls with no known key among them.">
      <RefusalsSection />
    </Page>
  );
}
