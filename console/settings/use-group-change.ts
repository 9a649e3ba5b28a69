import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Attributes } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { useToast } from "../parts/toasts.tsx";

/** Writes attributes of a group; the answer replaces what is known of it. */
export function useGroupChange(id: string) {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: (attributes: Attributes) => api.groups.update(id, attributes),
    onSuccess: (group) => {
      answers.setQueryData(["groups", id], group);
      say("Saved");
    },
  });
}
