import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/api.tsx";
import { Confirmation } from "../parts/confirmation.tsx";
import { useToast } from "../parts/toasts.tsx";

export interface SecondFactorRemovalProps {
  readonly id: string;
  readonly group: string;
  readonly onClose: () => void;
}

/** For somebody who has lost his phone and his recovery codes. */
export function SecondFactorRemoval({ id, group, onClose }: SecondFactorRemovalProps) {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const remove = useMutation({
    mutationFn: () => api.totp.remove(id),
    onSuccess: async () => {
      say(`${id} signs in with the password alone until a new second factor is set up`);
      await answers.invalidateQueries({ queryKey: ["member", group] });
      onClose();
    },
  });
  return (
    <Confirmation
      title="Remove the second factor"
      verb="Remove"
      typing={id}
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      Make sure that it is really {id} who asks for this: whoever has the password gets in then.
    </Confirmation>
  );
}
