import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Session } from "../../src/client/objects.ts";
import { SESSION } from "./keys.ts";
import { forgetStanding } from "./standing.ts";

/**
 * Asks with every view that is opened whether the session still holds, because views also show what they have asked for
 * before; and forgets all of that once it does not. Nothing asks by itself: that would keep an idle session alive.
 */
export function useWatchedSession(session: Session | null | undefined, path: string): void {
  const answers = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for every path.
  useEffect(() => {
    if (answers.getQueryData(SESSION)) void answers.invalidateQueries({ queryKey: SESSION });
  }, [answers, path]);
  useEffect(() => {
    if (session !== null) return;
    forgetStanding();
    answers.removeQueries({ predicate: ({ queryKey }) => queryKey.join() !== SESSION.join() });
  }, [answers, session]);
}
