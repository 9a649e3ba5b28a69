import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useApi } from "../api/api.tsx";
import { ConfirmedAction } from "../parts/confirmed-action.tsx";

export function UserDeletion({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const api = useApi();
  const answers = useQueryClient();
  const [, navigate] = useLocation();
  return (
    <ConfirmedAction
      title="Delete the account"
      verb="Delete"
      typing={id}
      act={() => api.users.delete(id)}
      done={`${id} is deleted`}
      onDone={() => {
        navigate("/operator/users");
        return answers.resetQueries({ queryKey: ["users", "all"] });
      }}
      onClose={onClose}
    >
      The account and its keys are gone for good. What it used stays charged to its group.
    </ConfirmedAction>
  );
}
