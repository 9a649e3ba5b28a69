import { useParams } from "wouter";
import { ActivitySection } from "../activity/activity-section.tsx";
import { useApi } from "../api/api.tsx";
import { Page } from "../parts/page.tsx";

/** Who did what in the group. */
export function GroupActivity() {
  const { group = "" } = useParams();
  const api = useApi();
  return (
    <Page title="Activity" about="Every change of the group and its members, refused attempts included.">
      <ActivitySection
        name={group}
        readPage={(filter, cursor) => api.audit.pageOfGroup(group, { filter, cursor })}
        readAll={(filter) => api.audit.ofGroup(group, { filter })}
      />
    </Page>
  );
}
