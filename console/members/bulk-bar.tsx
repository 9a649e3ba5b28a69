import { Button } from "@mantine/core";
import { useState } from "react";
import { count } from "../text/numbers.ts";
import { CapDialog } from "./cap-dialog.tsx";
import { isInvitation, type MemberRow } from "./member-row.ts";
import classes from "./members.module.css";
import { RemovalDialog } from "./removal-dialog.tsx";
import { ResendDialog } from "./resend-dialog.tsx";
import { RolesDialog } from "./roles-dialog.tsx";

export interface BulkBarProps {
  readonly group: string;
  readonly list: "users" | "service_accounts";
  /** What is selected. */
  readonly rows: readonly MemberRow[];
  readonly onDone: () => void;
}

const DIALOGS = { cap: CapDialog, roles: RolesDialog, resend: ResendDialog, remove: RemovalDialog } as const;

/** What can be done with all that is selected at once. */
export function BulkBar({ group, list, rows, onDone }: BulkBarProps) {
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const members = rows.flatMap((row) => (isInvitation(row) ? [] : [row]));
  const Dialog = open === undefined ? undefined : DIALOGS[open];
  return (
    <section className={classes.bulk} aria-label="Selected">
      <strong>{count(rows.length, "selected", "selected")}</strong>
      <Button variant="default" disabled={members.length === 0} onClick={() => setOpen("cap")}>
        Cap
      </Button>
      <Button variant="default" disabled={members.length === 0} onClick={() => setOpen("roles")}>
        Roles
      </Button>
      {members.length < rows.length && (
        <Button variant="default" onClick={() => setOpen("resend")}>
          New invitation links
        </Button>
      )}
      <Button color="red" variant="light" onClick={() => setOpen("remove")}>
        Remove
      </Button>
      <Button variant="subtle" color="gray" onClick={onDone}>
        Select none
      </Button>
      {Dialog !== undefined && (
        <Dialog
          group={group}
          list={list}
          rows={rows}
          members={members}
          onClose={() => setOpen(undefined)}
          onDone={() => {
            setOpen(undefined);
            onDone();
          }}
        />
      )}
    </section>
  );
}
