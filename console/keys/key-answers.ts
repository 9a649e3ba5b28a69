import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Client } from "../../src/client/client.ts";
import { useApi } from "../api/api.tsx";

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
