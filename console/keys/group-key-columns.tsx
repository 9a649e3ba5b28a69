import { Badge } from "@mantine/core";
import type { GroupApiKey } from "../../src/client/objects.ts";
import { Instant } from "../parts/instant.tsx";
import { TextLink } from "../parts/links.tsx";
import type { LongColumn } from "../rows/long-table.tsx";
import { nowSeconds } from "../text/clock.ts";
import classes from "./keys.module.css";

/** A key, whose it is, and when it ends. */
export function groupKeyColumns(group: string): readonly LongColumn<GroupApiKey>[] {
  return [
    { title: "Key", cell: (key) => <KeyOfOwner apiKey={key} group={group} /> },
    { title: "Ends", width: 200, cell: (key) => <End apiKey={key} /> },
    {
      title: "Last used",
      width: 230,
      isWide: true,
      cell: ({ attributes }) => <Instant seconds={attributes.last_used?.date} />,
    },
  ];
}

function KeyOfOwner({ apiKey, group }: { readonly apiKey: GroupApiKey; readonly group: string }) {
  const { owner } = apiKey.context_attributes;
  const { label, prefix } = apiKey.attributes;
  const kind = owner.type === "user" ? "members" : "service-accounts";
  return (
    <>
      <TextLink to={`/groups/${encodeURIComponent(group)}/${kind}/${encodeURIComponent(owner.id)}`}>
        {owner.id}
      </TextLink>
      <div className={classes.note}>
        {label} <code className={classes.prefix}>{prefix}…</code>
      </div>
    </>
  );
}

function End({ apiKey }: { readonly apiKey: GroupApiKey }) {
  const { refused_from: end, problem } = apiKey.context_attributes;
  return (
    <>
      <Instant seconds={end} />
      {end !== undefined && end <= nowSeconds() && <Badge color="red">refused</Badge>}
      {problem !== undefined && <div className={classes.note}>{problem}</div>}
    </>
  );
}
