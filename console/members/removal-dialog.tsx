import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { Confirmation } from "../parts/confirmation.tsx";
import { useToast } from "../parts/toasts.tsx";
import { count } from "../text/numbers.ts";
import { forgetMembers } from "./member-answers.ts";
import type { MemberDialogProps } from "./member-dialog.ts";
import { isInvitation, keyOfRow, type MemberRow } from "./member-row.ts";

const NAMES_MAX = 10;

/** Takes people out of the group, withdraws invitations, deletes service accounts. */
export function RemovalDialog({ group, list, rows, onClose, onDone }: MemberDialogProps) {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  // The list behind the dialog is loaded anew when something is removed; what was asked for stays.
  const [all] = useState(rows);
  const [left, setLeft] = useState(all);
  const remove = useMutation({
    mutationFn: async () => {
      let done = 0;
      // One after the other, so that it is clear what was done when one of them is refused.
      try {
        for (const row of left) {
          if (isInvitation(row)) await api.invitations.revoke(group, row.id);
          else await api.members.remove(group, list, row.id);
          done += 1;
        }
      } finally {
        setLeft(left.slice(done));
      }
    },
    onSettled: () => forgetMembers(answers, group),
    onSuccess: () => {
      say(`${count(all.length, "entry", "entries")} removed`);
      onDone();
    },
  });
  const [only] = left;
  const what = left.length === 1 && only !== undefined ? keyOfRow(only) : `remove ${left.length}`;
  const done = all.slice(0, all.length - left.length);
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
      {remove.isError && done.length > 0 && (
        <p>
          Done: {namesOf(done)}. Not done: {namesOf(left)}.
        </p>
      )}
    </Confirmation>
  );
}

function namesOf(rows: readonly MemberRow[]): string {
  const names = rows.slice(0, NAMES_MAX).map(keyOfRow).join(", ");
  return rows.length > NAMES_MAX ? `${names} and ${rows.length - NAMES_MAX} more` : names;
}
