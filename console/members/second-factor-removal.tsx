import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/api.tsx";
import { ConfirmedAction } from "../parts/confirmed-action.tsx";

export interface SecondFactorRemovalProps {
  readonly id: string;
  readonly group: string;
  readonly onClose: () => void;
}

/** For somebody who has lost his phone and his recovery codes. */
export function SecondFactorRemoval({ id, group, onClose }: SecondFactorRemovalProps) {
  const api = useApi();
  const answers = useQueryClient();
  return (
    <ConfirmedAction
      title="Remove the second factor"
      verb="Remove"
      typing={id}
      act={() => api.totp.remove(id)}
      done={`${id} signs in with the password alone until a new second factor is set up`}
      onDone={async () => {
        await answers.invalidateQueries({ queryKey: ["member", group] });
        onClose();
      }}
      onClose={onClose}
    >
      Make sure that it is really {id} who asks for this: whoever has the password gets in then.
    </ConfirmedAction>
  );
}
