import { Button } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Member } from "../../src/client/members.ts";
import { CapDialog } from "./cap-dialog.tsx";
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
    rows: [{ kind: "member", member }],
    onClose: close,
  } as const;
  const hasSecondFactor = "has_2fa" in member.attributes && member.attributes.has_2fa === true;
  const path = `/groups/${encodeURIComponent(group)}/${list === "users" ? "members" : "service-accounts"}`;
  return (
    <>
      <Button variant="default" onClick={() => setOpen("cap")}>
        Cap
      </Button>
      <Button variant="default" onClick={() => setOpen("roles")}>
        Roles
      </Button>
      {hasSecondFactor && (
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
