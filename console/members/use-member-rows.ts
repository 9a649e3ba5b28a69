import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useApi } from "../api/api.tsx";
import { type SparseRows, useSparseRows } from "../rows/use-sparse-rows.ts";
import { invitationsQuery, membersQuestion } from "./member-answers.ts";
import type { MemberRow } from "./member-row.ts";
import type { MemberView } from "./use-member-view.ts";

const NONE: readonly never[] = [];

export interface MemberRowsOptions {
  /** Whether the viewer is told of more than names, of invitations too. */
  readonly isManager: boolean;
  readonly isForPrograms: boolean;
}

/** Invitations stand above the members: they wait for somebody. */
export function useMemberRows(
  group: string,
  view: MemberView,
  { isManager, isForPrograms }: MemberRowsOptions,
): SparseRows<MemberRow> {
  const api = useApi();
  const { list, filter, order, show, text } = view;
  // Whoever may not know the activity gets the members without: nobody has to be known before they are asked for.
  const question = { group, list, filter, order, withActivity: true };
  const members = useSparseRows({ ...membersQuestion(api, question), isEnabled: show !== "pending" });
  const areInvitationsShown = isManager && !isForPrograms && ["everyone", "pending"].includes(show);
  const invited = useQuery({
    ...invitationsQuery(api, group, text.trim() || undefined),
    enabled: areInvitationsShown,
    placeholderData: (before) => before,
  });
  const invitations = ["everyone", "pending"].includes(show) ? (invited.data ?? NONE) : NONE;
  const { rowAt, onSight } = members;
  // Where both are asked for at once they show at once: what came later would push away the row that somebody is about to click.
  const [areAwaited] = useState(areInvitationsShown);
  const areInvitationsMissing = areInvitationsShown && invited.isPending;
  const isPending =
    show === "pending" ? areInvitationsMissing : members.isPending || (areAwaited && areInvitationsMissing);
  return {
    ...members,
    count: isPending ? 0 : invitations.length + members.count,
    total: invitations.length + members.total,
    rowAt: useCallback(
      (place: number) => invitations[place] ?? rowAt(place - invitations.length),
      [invitations, rowAt],
    ),
    onSight: useCallback(
      (first: number, last: number) =>
        onSight(Math.max(0, first - invitations.length), Math.max(0, last - invitations.length)),
      [invitations.length, onSight],
    ),
    isPending,
    isOutdated: members.isOutdated || invited.isPlaceholderData,
    // Who was an administrator when last here may have asked for what is not for him any more.
    error: members.error ?? (isManager ? invited.error : null),
    onRetry: () => {
      members.onRetry();
      if (invited.isError) void invited.refetch();
    },
    readAll: async () => [...invitations, ...(await members.readAll())],
  };
}
