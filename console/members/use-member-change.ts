import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Member, MemberChange } from "../../src/client/members.ts";
import { useApi } from "../api/api.tsx";
import { sentenceOf } from "../parts/notices.tsx";
import { useFailureToast, useToast } from "../parts/toasts.tsx";
import { amount, count } from "../text/numbers.ts";
import { answeredMember, expectedMember } from "./changed-member.ts";
import { replaceMembers } from "./member-answers.ts";

/** What one call can change, all of it or nothing. */
const CHANGES_MAX = 500;

export interface WantedChange {
  /** As they are. */
  readonly members: readonly Member[];
  readonly change: Omit<MemberChange, "id">;
  /** What is said when all of them are changed. */
  readonly done: string;
}

/**
 * Changes members, whatever becomes of who asked for it: everywhere they are shown changed at once, and where the server
 * refuses as they were before. Then it is said which are changed and which are not, and one can go on with these.
 */
export function useMemberChange(group: string, list: "users" | "service_accounts") {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const sayFailure = useFailureToast();
  const replace = (members: readonly Member[], renew: (shown: Member, one: Member) => Member) => {
    const byId = new Map(members.map((member) => [member.id, member]));
    replaceMembers(answers, group, (shown) => {
      const one = byId.get(shown.id);
      return one === undefined ? shown : renew(shown, one);
    });
  };
  const { mutate } = useMutation({
    mutationFn: async (wanted: WantedChange) => {
      const { members, change, done } = wanted;
      replace(members, (shown) => expectedMember(shown, change));
      let changed = 0;
      try {
        for (; changed < members.length; changed += CHANGES_MAX) {
          const some = members.slice(changed, changed + CHANGES_MAX);
          const now = await api.members.change(
            group,
            list,
            some.map(({ id }) => ({ id, ...change })),
          );
          replace(now, answeredMember);
        }
        say(done);
      } catch (error) {
        const left = members.slice(changed);
        replace(left, (_shown, before) => before);
        const text = `${sentenceOf(error)} ${whatWasDone(members, changed)}`;
        if (changed === 0) sayFailure(text);
        else {
          const onPress = () => mutate({ ...wanted, members: left });
          sayFailure(text, { label: `Go on with the other ${amount(left.length)}`, onPress });
        }
        throw error;
      } finally {
        await answers.invalidateQueries({ queryKey: ["member", group] });
      }
    },
  });
  return mutate;
}

/** Members are changed in the order in which they are listed. */
function whatWasDone(members: readonly Member[], changed: number): string {
  const [first] = members;
  if (changed === 0) {
    return members.length === 1 && first !== undefined
      ? `${first.id} is as before.`
      : `None of the ${amount(members.length)} is changed.`;
  }
  const [last, next] = [members[changed - 1], members[changed]];
  const left = members.length - changed;
  return `${count(changed, "is", "are")} changed, up to ${last?.id}; ${count(left, "is", "are")} not, from ${next?.id} on.`;
}
