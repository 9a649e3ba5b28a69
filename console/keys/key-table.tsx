import { ActionIcon, Badge, Group, Menu } from "@mantine/core";
import type { ApiKey } from "../../src/client/objects.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Icon } from "../parts/icon.tsx";
import { Instant } from "../parts/instant.tsx";
import { nowSeconds } from "../text/clock.ts";
import type { KeyAction } from "./key-dialog.tsx";
import { nameOfKey } from "./key-name.ts";
import classes from "./keys.module.css";

const SOON_SECONDS = 14 * 24 * 3600;

export interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly mayMake: boolean;
  readonly onAction: (action: KeyAction) => void;
}

export function KeyTable({ keys, mayMake, onAction }: KeyTableProps) {
  const columns: readonly Column<ApiKey>[] = [
    { title: "Key", cell: (key) => <KeyName apiKey={key} /> },
    { title: "Last used", cell: (key) => <LastUse apiKey={key} /> },
    { title: "Limits", cell: (key) => <Limits apiKey={key} /> },
    { title: "Created", cell: ({ attributes }) => <Instant seconds={attributes.creation_date} /> },
    { title: "Expires", cell: (key) => <Expiry apiKey={key} /> },
    {
      title: "Actions",
      isActions: true,
      cell: (key) => <KeyMenu apiKey={key} mayMake={mayMake} onAction={onAction} />,
    },
  ];
  return <DataTable label="API keys" columns={columns} rows={keys} keyOf={({ id }) => id} />;
}

interface KeyProps {
  readonly apiKey: ApiKey;
}

function KeyName({ apiKey: { attributes } }: KeyProps) {
  return (
    <div>
      <span className={classes.label}>{attributes.label === "" ? "no label" : attributes.label}</span>
      <code className={classes.prefix}>{attributes.prefix}…</code>
    </div>
  );
}

function LastUse({ apiKey: { attributes } }: KeyProps) {
  const use = attributes.last_used;
  return (
    <div>
      <Instant seconds={use?.date} withDistance />
      {use !== undefined && (
        <div className={classes.note}>
          {use.address} {use.client}
        </div>
      )}
    </div>
  );
}

function Limits({ apiKey: { attributes } }: KeyProps) {
  const { allowed_addresses: addresses, read_only: isReadOnly } = attributes;
  if (addresses.length === 0 && !isReadOnly) return <span className={classes.note}>none</span>;
  return (
    <Group gap={4}>
      {isReadOnly && <Badge color="gray">read-only</Badge>}
      {addresses.map((address) => (
        <Badge key={address} color="gray">
          {address}
        </Badge>
      ))}
    </Group>
  );
}

function Expiry({ apiKey: { attributes } }: KeyProps) {
  const at = attributes.expiration_date;
  const left = (at ?? Number.POSITIVE_INFINITY) - nowSeconds();
  return (
    <div>
      <Instant seconds={at} withDistance={left < SOON_SECONDS} />
      {left <= 0 && <Badge color="red">expired</Badge>}
      {left > 0 && left < SOON_SECONDS && <Badge color="yellow">soon</Badge>}
    </div>
  );
}

function KeyMenu({ apiKey, mayMake, onAction }: KeyProps & Pick<KeyTableProps, "mayMake" | "onAction">) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${nameOfKey(apiKey)}`}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayMake && <Menu.Item onClick={() => onAction({ kind: "rotate", apiKey })}>Rotate</Menu.Item>}
        {mayMake && <Menu.Item onClick={() => onAction({ kind: "edit", apiKey })}>Edit</Menu.Item>}
        <Menu.Item color="red" onClick={() => onAction({ kind: "revoke", apiKey })}>
          Revoke
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
