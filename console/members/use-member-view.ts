import { useCallback } from "react";
import { useSearchParams } from "wouter";
import type { MemberList, MemberOrder } from "../../src/client/members.ts";

export const SHOWN = [
  ["everyone", "Everyone"],
  ["administrators", "Administrators"],
  ["pending", "Pending invitations"],
  ["without_2fa", "Without second factor"],
  ["disabled", "Disabled"],
] as const;

export type Shown = (typeof SHOWN)[number][0];

export const ORDERS = [
  ["username", "by name"],
  ["quota_consumed-", "most consumed first"],
  ["last_seen-", "last seen first"],
  ["last_seen", "longest unseen first"],
] as const satisfies readonly (readonly [MemberOrder, string])[];

const TERMS: Readonly<Partial<Record<Shown, string>>> = {
  without_2fa: "2fa_enabled:false",
  disabled: "status:inactive",
};

/** What of a list of members is looked at; it stands in the address. */
export interface MemberView {
  readonly show: Shown;
  /** As it was typed: words, or VirusTotal's modifiers. */
  readonly text: string;
  readonly order: MemberOrder;
  readonly list: MemberList;
  /** For the server. */
  readonly filter: string | undefined;
  readonly isNarrowed: boolean;
}

export type MemberViewChange = Partial<Pick<MemberView, "show" | "text" | "order">>;

export function useMemberView(
  isForPrograms: boolean,
): readonly [MemberView, (change: MemberViewChange) => void] {
  const [params, setParams] = useSearchParams();
  const show = SHOWN.find(([name]) => name === params.get("show"))?.[0] ?? "everyone";
  const order = ORDERS.find(([name]) => name === params.get("order"))?.[0] ?? "username";
  const text = params.get("filter") ?? "";
  const filter = [text.trim(), TERMS[show] ?? ""].filter(Boolean).join(" ") || undefined;
  const set = useCallback(
    ({ show, text, order }: MemberViewChange) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          const put = (name: string, value: string | undefined, none: string) => {
            if (value === none) after.delete(name);
            else if (value !== undefined) after.set(name, value);
          };
          put("show", show, "everyone");
          put("filter", text, "");
          put("order", order, "username");
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  const isNarrowed = filter !== undefined || show !== "everyone";
  return [{ show, text, order, filter, isNarrowed, list: listOf(show, isForPrograms) }, set];
}

function listOf(show: Shown, isForPrograms: boolean): MemberList {
  if (isForPrograms) return "service_accounts";
  return show === "administrators" ? "administrators" : "users";
}
