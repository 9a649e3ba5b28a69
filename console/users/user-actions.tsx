import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Account } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { isOfDirectory } from "../api/viewer.ts";
import { Confirmation } from "../parts/confirmation.tsx";
import { sentenceOf } from "../parts/notices.tsx";
import { useToast } from "../parts/toasts.tsx";
import { PasswordLink } from "./password-link.tsx";
import { UserDeletion } from "./user-deletion.tsx";

export function UserActions({ account }: { readonly account: Account }) {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const [open, setOpen] = useState<"disable" | "delete" | "password">();
  const close = () => setOpen(undefined);
  const setStatus = useMutation({
    mutationFn: (status: "active" | "inactive") => api.users.update(account.id, { status }),
    onSuccess: (_answer, status) => {
      say(status === "active" ? `${account.id} is enabled` : `${account.id} is disabled`);
      close();
      return answers.invalidateQueries({ queryKey: ["users"] });
    },
    onError: (error) => say(sentenceOf(error)),
  });
  return (
    <>
      {account.type === "user" && !isOfDirectory(account) && (
        <Button variant="default" onClick={() => setOpen("password")}>
          New password
        </Button>
      )}
      {account.attributes.status === "inactive" ? (
        <Button variant="default" loading={setStatus.isPending} onClick={() => setStatus.mutate("active")}>
          Enable
        </Button>
      ) : (
        <Button variant="default" onClick={() => setOpen("disable")}>
          Disable
        </Button>
      )}
      <Button color="red" variant="light" onClick={() => setOpen("delete")}>
        Delete
      </Button>
      {open === "password" && <PasswordLink id={account.id} onClose={close} />}
      {open === "disable" && (
        <Confirmation
          title={`Disable ${account.id}`}
          verb="Disable"
          isPending={setStatus.isPending}
          error={setStatus.error}
          onClose={close}
          onConfirm={() => setStatus.mutate("inactive")}
        >
          Its sessions end and its keys are refused from the next call on. It can be enabled again.
        </Confirmation>
      )}
      {open === "delete" && <UserDeletion id={account.id} onClose={close} />}
    </>
  );
}
