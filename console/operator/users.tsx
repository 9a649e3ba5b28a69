import { Badge, Button } from "@mantine/core";
import { useState } from "react";
import type { Account } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Icon } from "../parts/icon.tsx";
import { Instant } from "../parts/instant.tsx";
import { TextLink } from "../parts/links.tsx";
import { Page } from "../parts/page.tsx";
import type { LongColumn } from "../rows/long-table.tsx";
import { SearchedSection } from "../rows/searched-section.tsx";
import { useSparseRows } from "../rows/use-sparse-rows.ts";
import { NewUser } from "../users/new-user.tsx";

export function OperatorUsers() {
  const [isMaking, setIsMaking] = useState(false);
  return (
    <Page
      title="Users"
      about="Everybody on this server, service accounts included."
      actions={
        <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setIsMaking(true)}>
          New user
        </Button>
      }
    >
      <SearchedSection<Account>
        noun="user"
        placeholder="a name, or email:… 2fa_enabled:false status:inactive"
        columns={COLUMNS}
        keyOf={({ id }) => id}
        useRows={useUsers}
        empty="There is nobody."
      />
      {isMaking && <NewUser onClose={() => setIsMaking(false)} />}
    </Page>
  );
}

function useUsers(filter: string | undefined) {
  const api = useApi();
  return useSparseRows<Account>({
    queryKey: ["users", "all", filter ?? ""],
    readPage: (skip) => api.users.page(filter, skip),
  });
}

const COLUMNS: readonly LongColumn<Account>[] = [
  {
    title: "Id",
    cell: ({ id }) => <TextLink to={`/operator/users/${encodeURIComponent(id)}`}>{id}</TextLink>,
  },
  {
    title: "E-mail address",
    isWide: true,
    cell: ({ type, attributes }) => (type === "user" ? attributes.email : "service account"),
  },
  {
    title: "Status",
    width: 110,
    cell: ({ attributes }) =>
      attributes.status === "inactive" ? (
        <Badge color="red">disabled</Badge>
      ) : (
        <Badge color="gray">active</Badge>
      ),
  },
  {
    title: "Since",
    width: 230,
    isWide: true,
    cell: ({ attributes }) => <Instant seconds={attributes.user_since} />,
  },
];
