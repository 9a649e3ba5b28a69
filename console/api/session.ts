import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Client } from "../../src/client/client.ts";
import { ClientError } from "../../src/client/client-error.ts";
import type { Session } from "../../src/client/objects.ts";
import { useApi } from "./api.tsx";
import { SESSION } from "./keys.ts";

/** Null: nobody is signed in. */
export function sessionQuery(api: Client) {
  return queryOptions({
    queryKey: SESSION,
    queryFn: () => currentSession(api),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Undefined while it is not known yet, null when nobody is signed in. */
export function useSession(): Session | null | undefined {
  return useQuery(sessionQuery(useApi())).data;
}

/** Whatever was answered to who was signed in is forgotten. */
export function useSignOut(): () => void {
  const api = useApi();
  const answers = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: () => api.sessions.signOut(),
    onSettled: () => {
      answers.clear();
      answers.setQueryData(SESSION, null);
    },
  });
  return () => mutate();
}

async function currentSession(api: Client): Promise<Session | null> {
  try {
    return await api.sessions.current();
  } catch (error) {
    if (error instanceof ClientError && error.status === 401) return null;
    throw error;
  }
}
