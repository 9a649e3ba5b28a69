import { Button } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "wouter";
import type { Group } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { NewGroup } from "../groups/new-group.tsx";
import { Icon } from "../parts/icon.tsx";
import { TextLink } from "../parts/links.tsx";
import { Page } from "../parts/page.tsx";
import { isUncapped } from "../quotas/quota-names.ts";
import type { LongColumn } from "../rows/long-table.tsx";
import { SearchedSection } from "../rows/searched-section.tsx";
import { useFollowedRows } from "../rows/use-followed-rows.ts";
import { amount, percent } from "../text/numbers.ts";

export function OperatorGroups() {
  const [params] = useSearchParams();
  const [isMaking, setIsMaking] = useState(params.has("new"));
  return (
    <Page
      title="Groups"
      actions={
        <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setIsMaking(true)}>
          New group
        </Button>
      }
    >
      <SearchedSection<Group>
        noun="group"
        placeholder="an id or organization"
        columns={COLUMNS}
        keyOf={({ id }) => id}
        useRows={useGroups}
        empty="There is no group yet. A group is who shares a licence: make one, and add its people."
      />
      {isMaking && <NewGroup onClose={() => setIsMaking(false)} />}
    </Page>
  );
}

function useGroups(filter: string | undefined) {
  const api = useApi();
  return useFollowedRows<Group>({
    queryKey: ["groups", "all", filter ?? ""],
    readPage: (cursor) => api.groups.page(filter, cursor),
  });
}

const COLUMNS: readonly LongColumn<Group>[] = [
  {
    title: "Id",
    cell: ({ id }) => <TextLink to={`/operator/groups/${encodeURIComponent(id)}`}>{id}</TextLink>,
  },
  { title: "Organization", isWide: true, cell: ({ attributes }) => attributes.organization ?? "" },
  { title: "Requests this month", width: 240, isNumber: true, cell: used },
];

function used({ attributes }: Group): string {
  const quota = attributes.quotas?.api_requests_monthly;
  if (quota === undefined) return "";
  if (isUncapped("api_requests_monthly", quota.allowed)) return `${amount(quota.used)}, no limit`;
  return `${amount(quota.used)} of ${amount(quota.allowed)} (${percent(quota.used, quota.allowed)})`;
}
