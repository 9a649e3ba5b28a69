import { useParams } from "wouter";
import type { GroupApiKey } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { groupKeyColumns } from "../keys/group-key-columns.tsx";
import { Page } from "../parts/page.tsx";
import { SearchedSection } from "../parts/searched-section.tsx";

/** Every key that spends the group's quota. */
export function GroupKeys() {
  const { group = "" } = useParams();
  const api = useApi();
  return (
    <Page title="All keys" about="Of members and service accounts, those that end first.">
      <SearchedSection<GroupApiKey>
        name={`keys of ${group}`}
        noun="key"
        columns={groupKeyColumns(group)}
        keyOf={({ id }) => id}
        readPage={(_filter, cursor) => api.keys.pageOfGroup(group, cursor)}
        empty="Nobody in this group has a key."
      />
    </Page>
  );
}
