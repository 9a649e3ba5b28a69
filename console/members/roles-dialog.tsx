import { Button, Checkbox, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { type MemberDialogProps, nameOf } from "./member-dialog.ts";
import { ROLE_TEXTS } from "./roles.ts";
import { useMemberChange } from "./use-member-change.ts";

type Held = "all" | "some" | "none";

/** Gives roles to all and takes them away; one that only some have stays as it is until it is touched. */
export function RolesDialog({ group, list, members, onClose, onDone }: MemberDialogProps) {
  const held = (role: string): Held => {
    const holders = members.filter(({ context_attributes: context }) =>
      context?.roles?.includes(role),
    ).length;
    if (holders === members.length) return "all";
    return holders === 0 ? "none" : "some";
  };
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const change = useMemberChange(group, list);
  const rolesWith = (wanted: boolean) =>
    [...chosen].filter(([, isOn]) => isOn === wanted).map(([role]) => role);
  return (
    <Modal opened onClose={onClose} title={`Roles of ${nameOf({ members, list })}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change({
            members,
            change: { add_roles: rolesWith(true), remove_roles: rolesWith(false) },
            done: `${nameOf({ members, list })}: roles changed`,
          });
          onDone();
        }}
      >
        <Stack gap="sm">
          {ROLE_TEXTS.map(({ role, title, meaning }) => (
            <Checkbox
              key={role}
              label={title}
              description={meaning}
              checked={chosen.get(role) ?? held(role) === "all"}
              indeterminate={!chosen.has(role) && held(role) === "some"}
              onChange={({ currentTarget }) => setChosen(new Map(chosen).set(role, currentTarget.checked))}
            />
          ))}
          <Group justify="flex-end">
            <Button type="submit">Save</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
