import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { ButtonLink, TextLink } from "../parts/links.tsx";
import { Refusal } from "../parts/notices.tsx";
import { Door } from "./door.tsx";

export function ForgottenPassword() {
  const api = useApi();
  const [user, setUser] = useState("");
  const methods = useQuery({ queryKey: ["sign_in_methods"], queryFn: () => api.sessions.methods() });
  const request = useMutation({ mutationFn: () => api.passwords.requestReset(user.trim()) });
  if (methods.data?.attributes.password_reset_by_mail === false) {
    return (
      <Door
        title="Forgotten password"
        about="This server sends no mail. Ask your operator for a link with which you set a new password."
      >
        <ButtonLink to="/sign-in">Back to the sign-in</ButtonLink>
      </Door>
    );
  }
  if (request.isSuccess) {
    return (
      <Door
        title="Look into your mail"
        about="If there is such an account, a link to set a new password is on its way to its address. It holds for a short time, and once."
      >
        <ButtonLink to="/sign-in">Back to the sign-in</ButtonLink>
      </Door>
    );
  }
  return (
    <Door title="Forgotten password" about="You get a link by mail with which you set a new one.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          request.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Username or e-mail address"
            autoComplete="username"
            required
            withAsterisk={false}
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
          <Refusal error={request.error} />
          <Button type="submit" size="sm" fullWidth loading={request.isPending}>
            Send the link
          </Button>
          <TextLink to="/sign-in">Back to the sign-in</TextLink>
        </Stack>
      </form>
    </Door>
  );
}
