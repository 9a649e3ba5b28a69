import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useApi } from "../api/api.tsx";
import { ConfirmedAction } from "../parts/confirmed-action.tsx";

export function GroupDeletion({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const api = useApi();
  const answers = useQueryClient();
  const [, navigate] = useLocation();
  return (
    <ConfirmedAction
      title="Delete the group"
      verb="Delete"
      typing={id}
      act={() => api.groups.delete(id)}
      done={`${id} is deleted`}
      onDone={() => {
        navigate("/operator/groups");
        return answers.resetQueries({ queryKey: ["groups"] });
      }}
      onClose={onClose}
    >
      Its service accounts with their keys and its open invitations are gone for good. Its people stay,
      without a group, and their calls are refused from the next one on.
    </ConfirmedAction>
  );
}
