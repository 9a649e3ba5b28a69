import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Client } from "../../src/client/client.ts";
import type { ApiKey } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { sentenceOf } from "../parts/notices.tsx";
import { useFailureToast } from "../parts/toasts.tsx";

function keyOf(owner: string) {
  return ["api_keys", owner];
}

/** Keys of an account, oldest first; `me` is the viewer. */
export function keysQuery(api: Client, owner: string) {
  return queryOptions({ queryKey: keyOf(owner), queryFn: () => Array.fromAsync(api.keys.list(owner)) });
}

/** A change of an account's keys, after which they are asked for again. */
export function useKeyChange<Input, Output>(
  owner: string,
  change: (api: Client, input: Input) => Promise<Output>,
) {
  const api = useApi();
  const answers = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(api, input),
    onSuccess: () => answers.invalidateQueries({ queryKey: keyOf(owner) }),
  });
}

/** Gives a key another label, which is shown at once; refused, the key has its old one again. */
export function useRenamedKey(owner: string) {
  const api = useApi();
  const answers = useQueryClient();
  const sayFailure = useFailureToast();
  const show = (id: string, label: string) =>
    answers.setQueryData<readonly ApiKey[]>(keyOf(owner), (keys) =>
      keys?.map((key) => (key.id === id ? { ...key, attributes: { ...key.attributes, label } } : key)),
    );
  const { mutate } = useMutation({
    mutationFn: async ({ apiKey, label }: { readonly apiKey: ApiKey; readonly label: string }) => {
      show(apiKey.id, label);
      try {
        await api.keys.update(owner, apiKey.id, { label });
      } catch (error) {
        show(apiKey.id, apiKey.attributes.label);
        sayFailure(`${sentenceOf(error)} The key keeps its label.`);
        throw error;
      } finally {
        void answers.invalidateQueries({ queryKey: keyOf(owner) });
      }
    },
  });
  return mutate;
}
