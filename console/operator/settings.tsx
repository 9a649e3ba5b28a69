import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Setting } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page, Section } from "../parts/page.tsx";
import classes from "./operator.module.css";

export function OperatorSettings() {
  const api = useApi();
  const settings = useQuery({ queryKey: ["settings"], queryFn: () => api.operations.settings() });
  return (
    <Page
      title="Settings in force"
      about="They are environment variables: change them there and start the server again."
    >
      <Section isTable>
        <Loaded query={settings} lines={6}>
          {(rows) => <DataTable label="Settings" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />}
        </Loaded>
      </Section>
    </Page>
  );
}

const COLUMNS: readonly Column<Setting>[] = [
  {
    title: "Setting",
    isHead: true,
    cell: ({ id, attributes }) => (
      <>
        <code className={classes.name}>{id}</code>
        <div className={classes.about}>{attributes.description}</div>
      </>
    ),
  },
  { title: "Value", cell: ({ attributes }) => <Value setting={attributes} /> },
  { title: "From", isShort: true, cell: ({ attributes }) => attributes.source.replace("_", " ") },
];

function Value({
  setting: { value, is_secret: isSecret, is_set: isSet },
}: {
  readonly setting: Setting["attributes"];
}) {
  if (isSecret)
    return <Badge color={isSet ? "green" : "gray"}>{isSet ? "secret, set" : "secret, not set"}</Badge>;
  return value === undefined ? (
    <span className={classes.about}>none</span>
  ) : (
    <code className={classes.name}>{value}</code>
  );
}
