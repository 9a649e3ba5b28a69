import type { Descriptor } from "../../client/objects.ts";
import { plain } from "../format.ts";

/** What became of an address: a member, or an invitation whose link may have to be handed over. */
export function describeAddition({ id, context_attributes: context }: Descriptor, standing: string): string {
  if (context?.state !== "pending") return `${plain(id)} ${standing}.\n`;
  const link = context.link;
  if (typeof link === "string") return `${plain(id)} is invited. Hand this link over:\n  ${plain(link)}\n`;
  const isUnsent = context.delivery === "failed";
  return `${plain(id)} is invited${isUnsent ? ", but the mail could not be sent; resend the invitation" : ""}.\n`;
}
