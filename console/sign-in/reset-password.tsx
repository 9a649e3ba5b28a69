import { Button, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { ButtonLink } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { NewPassword } from "../parts/new-password.tsx";
import { Refusal } from "../parts/notices.tsx";
import { Door } from "./door.tsx";

/** Where a link to set a new password leads. Its token stands behind the #, which no server and no log ever sees. */
export function ResetPassword() {
  const api = useApi();
  const token = location.hash.slice(1);
  const [password, setPassword] = useState("");
  const link = useQuery({
    queryKey: ["password_resets", token],
    queryFn: () => api.passwords.openReset(token),
  });
  const accept = useMutation({ mutationFn: () => api.passwords.acceptReset(token, password) });
  if (accept.isSuccess) {
    return (
      <Door
        title="Your password is set"
        about="Sign in with it. Whoever was signed in as you is not any more."
      >
        <ButtonLink to="/sign-in">To the sign-in</ButtonLink>
      </Door>
    );
  }
  return (
    <Door title="Set a new password">
      <Loaded query={link} lines={2}>
        {({ attributes }) => (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              accept.mutate();
            }}
          >
            <Stack gap="sm">
              <p>
                For the account <strong>{attributes.user}</strong>.
              </p>
              <NewPassword value={password} onChange={setPassword} />
              <Refusal error={accept.error} />
              <Button type="submit" size="sm" fullWidth loading={accept.isPending}>
                Set the password
              </Button>
            </Stack>
          </form>
        )}
      </Loaded>
    </Door>
  );
}
