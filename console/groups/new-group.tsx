import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { useApi } from "../api/api.tsx";
import { CountInput } from "../parts/count-input.tsx";
import { DialogForm } from "../parts/form.tsx";

export function NewGroup({ onClose }: { readonly onClose: () => void }) {
  const api = useApi();
  const answers = useQueryClient();
  const [, navigate] = useLocation();
  const [id, setId] = useState("");
  const [organization, setOrganization] = useState("");
  const [monthly, setMonthly] = useState<number | string>("");
  const create = useMutation({
    mutationFn: () =>
      api.groups.create(id.trim(), {
        organization: organization.trim() || id.trim(),
        ...(typeof monthly === "number" && { quotas: { api_requests_monthly: { allowed: monthly } } }),
      }),
    onSuccess: async (group) => {
      await answers.invalidateQueries({ queryKey: ["groups"] });
      navigate(`/groups/${encodeURIComponent(group.id)}/members`);
    },
  });
  return (
    <DialogForm
      title="New group"
      verb="Make the group"
      onSubmit={() => create.mutate()}
      change={create}
      onClose={onClose}
    >
      <TextInput
        label="Id"
        description="Lower-case letters, digits and hyphens; it cannot be changed later."
        required
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <TextInput
        label="Organization"
        maxLength={512}
        value={organization}
        onChange={(event) => setOrganization(event.currentTarget.value)}
      />
      <CountInput
        label="Requests a month"
        description="What the licence allows. Empty: no limit."
        value={monthly}
        onChange={setMonthly}
      />
    </DialogForm>
  );
}
