import { Button } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Member } from "../../src/client/members.ts";
import { isOfDirectory } from "../api/viewer.ts";
import { CapDialog } from "./cap-dialog.tsx";
import { hasSecondFactor } from "./member-row.ts";
import { RemovalDialog } from "./removal-dialog.tsx";
import { RolesDialog } from "./roles-dialog.tsx";
import { SecondFactorRemoval } from "./second-factor-removal.tsx";

export interface MemberActionsProps {
  readonly group: string;
  readonly list: "users" | "service_accounts";
  readonly member: Member;
}

type Open = "cap" | "roles" | "second factor" | "remove";

export function MemberActions({ group, list, member }: MemberActionsProps) {
  const [open, setOpen] = useState<Open>();
  const [, navigate] = useLocation();
  const close = () => setOpen(undefined);
  const common = {
    group,
    list,
    members: [member],
    rows: [member],
    onClose: close,
  } as const;
  // What a directory asks for is not ours to remove.
  const mayRemoveFactor = hasSecondFactor(member) && !isOfDirectory(member);
  const path = `/groups/${encodeURIComponent(group)}/${list === "users" ? "members" : "service-accounts"}`;
  return (
    <>
      <Button variant="default" onClick={() => setOpen("cap")}>
        Cap
      </Button>
      <Button variant="default" onClick={() => setOpen("roles")}>
        Roles
      </Button>
      {mayRemoveFactor && (
        <Button variant="default" onClick={() => setOpen("second factor")}>
          Remove second factor
        </Button>
      )}
      <Button color="red" variant="light" onClick={() => setOpen("remove")}>
        {list === "users" ? "Remove" : "Delete"}
      </Button>
      {open === "cap" && <CapDialog {...common} onDone={close} />}
      {open === "roles" && <RolesDialog {...common} onDone={close} />}
      {open === "second factor" && <SecondFactorRemoval id={member.id} group={group} onClose={close} />}
      {open === "remove" && <RemovalDialog {...common} onDone={() => navigate(path)} />}
    </>
  );
}
