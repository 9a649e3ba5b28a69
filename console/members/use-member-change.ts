import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { MemberChange } from "../../src/client/members.ts";
import { useApi } from "../api/api.tsx";
import { replaceMembers } from "./member-answers.ts";

/** What one call can change. */
const CHANGES_MAX = 500;

/** Changes members, all of a few hundred or none; the lists show them changed without being loaded again. */
export function useMemberChange(group: string, list: "users" | "service_accounts") {
  const api = useApi();
  const answers = useQueryClient();
  return useMutation({
    mutationFn: async (changes: readonly MemberChange[]) => {
      for (let start = 0; start < changes.length; start += CHANGES_MAX) {
        const changed = await api.members.change(group, list, changes.slice(start, start + CHANGES_MAX));
        const byId = new Map(changed.map((member) => [member.id, member]));
        replaceMembers(answers, group, (member) => {
          const now = byId.get(member.id);
          if (now === undefined) return member;
          // When somebody was last seen is not in the answer, and has not changed.
          return {
            ...now,
            context_attributes: { ...activityOf(member.context_attributes), ...now.context_attributes },
          };
        });
      }
    },
    onSuccess: () => answers.invalidateQueries({ queryKey: ["member", group] }),
  });
}

function activityOf(context: object = {}): object {
  const kept = ["last_seen", "quota_consumed_from_group", "quota_share"];
  return Object.fromEntries(Object.entries(context).filter(([name]) => kept.includes(name)));
}
