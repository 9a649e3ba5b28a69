import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { CountInput } from "../parts/count-input.tsx";
import { sentenceOf } from "../parts/notices.tsx";
import { useFailureToast } from "../parts/toasts.tsx";
import { NewAccount } from "../users/new-account.tsx";
import { forgetMembers } from "./member-answers.ts";

export interface AddProgramsProps {
  readonly group: string;
  readonly onClose: () => void;
}

/** Makes a service account, with a cap from the start if wanted, and shows its key. */
export function AddPrograms({ group, onClose }: AddProgramsProps) {
  const api = useApi();
  const answers = useQueryClient();
  const sayFailure = useFailureToast();
  const [name, setName] = useState("");
  const [cap, setCap] = useState<number | string>("");
  const create = useMutation({
    mutationFn: async () => {
      const [account] = await api.serviceAccounts.create(group, [name.trim()]);
      if (account !== undefined && typeof cap === "number") {
        const quota_limits = { api_requests_daily: { allowed: cap } };
        // Its key is shown this once, capped or not.
        await api.members
          .change(group, "service_accounts", [{ id: account.id, quota_limits }])
          .catch((error: unknown) => sayFailure(`${sentenceOf(error)} ${account.id} has no cap yet.`));
      }
      return account;
    },
    onSettled: () => forgetMembers(answers, group),
  });
  return (
    <NewAccount title="New service account" verb="Make it" create={create} onClose={onClose}>
      <TextInput
        label="Name"
        description={`Its id becomes ${group}_${name.trim() || "name"}.`}
        required
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <CountInput
        label="Requests a day, at most"
        description="Empty: no cap but the group's."
        value={cap}
        onChange={setCap}
      />
    </NewAccount>
  );
}
