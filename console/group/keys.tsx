import { useParams } from "wouter";
import type { GroupApiKey } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { groupKeyColumns } from "../keys/group-key-columns.tsx";
import { Page } from "../parts/page.tsx";
import { SearchedSection } from "../rows/searched-section.tsx";
import { useFollowedRows } from "../rows/use-followed-rows.ts";

/** Every key that spends the group's quota. */
export function GroupKeys() {
  const { group = "" } = useParams();
  return (
    <Page title="All keys" about="Of members and service accounts, those that end first.">
      <SearchedSection<GroupApiKey>
        noun="key"
        columns={groupKeyColumns(group)}
        keyOf={({ id }) => id}
        useRows={useGroupKeys}
        empty="Nobody in this group has a key."
      />
    </Page>
  );
}

function useGroupKeys() {
  const { group = "" } = useParams();
  const api = useApi();
  return useFollowedRows<GroupApiKey>({
    queryKey: [`keys of ${group}`, "all"],
    readPage: (cursor) => api.keys.pageOfGroup(group, cursor),
  });
}
