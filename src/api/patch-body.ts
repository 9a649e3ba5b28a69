import { invalidArgument } from "../model/errors.ts";
import { quote } from "../model/quote.ts";

interface PatchedObject {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}

/** Raises InvalidArgumentError when `type` or `id` of a PATCH body names another object than the URL. */
export function requireSameObject(
  sent: PatchedObject,
  types: readonly string[],
  ids: readonly string[],
): void {
  if (sent.type !== undefined && !types.includes(sent.type)) {
    throw invalidArgument(`data.type is ${quote(sent.type)}, but the URL names a ${types.join(" or ")}`);
  }
  if (sent.id !== undefined && !ids.includes(sent.id)) {
    throw invalidArgument(`data.id is ${quote(sent.id)}, but the URL names ${quote(ids[0] ?? "")}`);
  }
}
