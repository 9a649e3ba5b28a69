import { ActivitySection } from "../activity/activity-section.tsx";
import { useApi } from "../api/api.tsx";
import { VerificationSection } from "../audit/verification-section.tsx";
import { Page } from "../parts/page.tsx";

/** Everything that was ever changed, and the proof that nothing of it was. */
export function OperatorAudit() {
  const api = useApi();
  return (
    <Page title="Audit" about="Every change on this server, in a chain of hashes.">
      <VerificationSection />
      <ActivitySection
        name="server"
        readPage={(filter, cursor) => api.audit.page({ filter, cursor })}
        readAll={(filter) => api.audit.list({ filter })}
      />
    </Page>
  );
}
