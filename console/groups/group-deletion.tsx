import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useApi } from "../api/api.tsx";
import { Confirmation } from "../parts/confirmation.tsx";
import { useToast } from "../parts/toasts.tsx";

export function GroupDeletion({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const api = useApi();
  const answers = useQueryClient();
  const [, navigate] = useLocation();
  const say = useToast();
  const remove = useMutation({
    mutationFn: () => api.groups.delete(id),
    onSuccess: () => {
      say(`${id} is deleted`);
      navigate("/operator/groups");
      return answers.resetQueries({ queryKey: ["groups"] });
    },
  });
  return (
    <Confirmation
      title="Delete the group"
      verb="Delete"
      typing={id}
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      Its service accounts with their keys and its open invitations are gone for good. Its people stay,
      without a group, and their calls are refused from the next one on.
    </Confirmation>
  );
}
