import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/api.tsx";
import { Confirmation } from "../parts/confirmation.tsx";
import { useToast } from "../parts/toasts.tsx";
import { count } from "../text/numbers.ts";
import { forgetMembers } from "./member-answers.ts";
import type { MemberDialogProps } from "./member-dialog.ts";
import { keyOfRow } from "./member-row.ts";

/** Takes people out of the group, withdraws invitations, deletes service accounts. */
export function RemovalDialog({ group, list, rows, onClose, onDone }: MemberDialogProps) {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const remove = useMutation({
    mutationFn: async () => {
      // One after the other, so that it is clear what was done when one of them is refused.
      for (const row of rows) {
        if (row.kind === "invitation") await api.invitations.revoke(group, row.invitation.id);
        else await api.members.remove(group, list, row.member.id);
      }
    },
    onSettled: () => forgetMembers(answers, group),
    onSuccess: () => {
      say(`${count(rows.length, "entry", "entries")} removed`);
      onDone();
    },
  });
  const [only] = rows;
  const what = rows.length === 1 && only !== undefined ? keyOfRow(only) : `remove ${rows.length}`;
  return (
    <Confirmation
      title={list === "users" ? `Remove from ${group}` : "Delete service accounts"}
      verb={list === "users" ? "Remove" : "Delete"}
      typing={what}
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      {list === "users"
        ? "They lose the group's quota from their next call on; their accounts and keys stay. What they used stays charged to the group. Links of withdrawn invitations are dead."
        : "The accounts and their keys are gone for good, and what uses them is refused from its next call on. What they used stays charged to the group."}
    </Confirmation>
  );
}
