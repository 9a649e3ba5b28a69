import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Client } from "../../src/client/client.ts";
import { ClientError } from "../../src/client/client-error.ts";
import type { Session } from "../../src/client/objects.ts";
import { sentenceOf } from "../parts/notices.tsx";
import { useToast } from "../parts/toasts.tsx";
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

/** Whoever watches the session then forgets whatever was answered in it. */
export function useSignOut(): () => void {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const { mutate } = useMutation({
    mutationFn: () => api.sessions.signOut(),
    onSuccess: () => answers.setQueryData(SESSION, null),
    onError: (error) => {
      // Nobody may leave in the belief to be signed out.
      if (answers.getQueryData(SESSION) !== null) say(`You are still signed in. ${sentenceOf(error)}`);
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
