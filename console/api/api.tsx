import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, use } from "react";
import { Client } from "../../src/client/client.ts";
import { ClientError } from "../../src/client/client-error.ts";
import { SESSION } from "./keys.ts";

const FRESH_MS = 10_000;
const RETRIES = 1;

const ApiContext = createContext<Client | undefined>(undefined);

/** The server's API as the signed-in person may use it. */
export function useApi(): Client {
  const api = use(ApiContext);
  if (api === undefined) throw new Error("useApi needs an ApiProvider above it");
  return api;
}

export interface Connected {
  readonly api: Client;
  /** What the API has answered, for as long as it is fresh. */
  readonly answers: QueryClient;
}

/** Call once. The session's cookie says who calls. */
export function connect(): Connected {
  const answers: QueryClient = new QueryClient({
    defaultOptions: { queries: { staleTime: FRESH_MS, retry: isWorthRetrying } },
    mutationCache: new MutationCache({ onError: (error) => forgetEndedSession(answers, error) }),
  });
  answers.getQueryCache().subscribe(({ query }) => forgetEndedSession(answers, query.state.error));
  return { api: new Client(new URL(".", document.baseURI).href, undefined), answers };
}

export function ApiProvider({ api, answers, children }: Connected & { readonly children: ReactNode }) {
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={answers}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

/** A refusal stays one; what could not be reached may be there in a moment. */
function isWorthRetrying(failures: number, error: Error): boolean {
  return failures < RETRIES && error instanceof ClientError && (error.status === 0 || error.status === 503);
}

/** Once the server no longer knows who calls, the page must not go on as if it did. */
function forgetEndedSession(answers: QueryClient, error: unknown): void {
  if (!(error instanceof ClientError) || error.status !== 401) return;
  if (answers.getQueryData(SESSION)) answers.setQueryData(SESSION, null);
}
