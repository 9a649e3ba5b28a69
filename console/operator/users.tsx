import { Badge, Button } from "@mantine/core";
import { useState } from "react";
import type { Account } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Icon } from "../parts/icon.tsx";
import { Instant } from "../parts/instant.tsx";
import { TextLink } from "../parts/links.tsx";
import type { LongColumn } from "../parts/long-table.tsx";
import { Page } from "../parts/page.tsx";
import { SearchedSection } from "../parts/searched-section.tsx";
import { NewUser } from "../users/new-user.tsx";

export function OperatorUsers() {
  const api = useApi();
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
        name="users"
        noun="user"
        placeholder="a name, or email:… 2fa_enabled:false status:inactive"
        columns={COLUMNS}
        keyOf={({ id }) => id}
        readPage={(filter, cursor) => api.users.page(filter, cursor)}
        empty="There is nobody."
      />
      {isMaking && <NewUser onClose={() => setIsMaking(false)} />}
    </Page>
  );
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
