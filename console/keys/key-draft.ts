import type { KeyAttributes } from "../../src/client/keys.ts";
import type { ApiKey } from "../../src/client/objects.ts";
import { nowSeconds } from "../text/clock.ts";

const DAY = 24 * 3600;

/** What a form says of a key, in the form's own words. */
export interface KeyDraft {
  readonly label: string;
  /** Days from now, "never", "keep" for what it was, or "date" for the day in `date`. */
  readonly expiry: string;
  /** YYYY-MM-DD, in the viewer's zone. */
  readonly date: string;
  /** One address or network in each line. */
  readonly addresses: string;
  readonly isReadOnly: boolean;
}

export const NEW_KEY: KeyDraft = { label: "", expiry: "365", date: "", addresses: "", isReadOnly: false };

export function draftOf({ attributes }: ApiKey): KeyDraft {
  return {
    label: attributes.label,
    expiry: "keep",
    date: "",
    addresses: attributes.allowed_addresses.join("\n"),
    isReadOnly: attributes.read_only,
  };
}

export function attributesOf(draft: KeyDraft): KeyAttributes {
  const expiry = expiryOf(draft);
  return {
    label: draft.label.trim(),
    allowed_addresses: draft.addresses.split(/[\s,;]+/).filter(Boolean),
    read_only: draft.isReadOnly,
    ...(expiry !== undefined && { expiration_date: expiry }),
  };
}

function expiryOf({ expiry, date }: KeyDraft): number | null | undefined {
  if (expiry === "keep") return undefined;
  if (expiry === "never") return null;
  // The chosen day belongs to it.
  if (expiry === "date") return Math.floor(new Date(`${date}T23:59:59`).getTime() / 1000);
  return nowSeconds() + Number(expiry) * DAY;
}
