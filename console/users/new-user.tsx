import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { NewAccount } from "./new-account.tsx";

export function NewUser({ onClose }: { readonly onClose: () => void }) {
  const api = useApi();
  const answers = useQueryClient();
  const [id, setId] = useState("");
  const [email, setEmail] = useState("");
  const create = useMutation({
    mutationFn: () => api.users.create(id.trim(), { email: email.trim() }),
    onSuccess: () => answers.resetQueries({ queryKey: ["users", "all"] }),
  });
  return (
    <NewAccount title="New user" verb="Make the user" create={create} onClose={onClose}>
      <TextInput
        label="Username"
        required
        withAsterisk={false}
        autoComplete="off"
        data-autofocus
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <TextInput
        label="E-mail address"
        description="To put somebody into a group, add the address there instead: it sends an invitation."
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </NewAccount>
  );
}
