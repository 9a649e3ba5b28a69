import { z } from "zod";
import type { Charge, Entry } from "./entry.ts";
import type { Tallies, Tally } from "./tallies.ts";

/** `[minute, gid, bucket, calls, [[quota, cost, payer], …], [uid, …]]`; who called twice stands there twice. */
const line = z.tuple([
  z.int(),
  z.int(),
  z.string(),
  z.int(),
  z.array(z.tuple([z.string(), z.int(), z.int()])),
  z.array(z.int()),
]);
const lines = z.array(line);

/** One commit as text: a line for calls that differ in their users only, some bytes for each call. */
export function packTallies(tallies: Tallies): string {
  const lines: string[] = [];
  for (const tally of tallies) {
    let uids = "";
    for (const [uid, entries] of tally.byUser) uids += `,${uid}`.repeat(entries);
    lines.push(`${headOf(tally)}[${uids.slice(1)}]]`);
  }
  return `[${lines}]`;
}

/** Charges that are alike as one object, by their text, so that tallies of them add up. */
export type KnownCharges = Map<string, readonly Charge[]>;

/** The calls of a commit as they were recorded; raises an Error when the text is no commit. */
export function* unpackTallies(
  text: string,
  known: KnownCharges,
): Generator<{ readonly entry: Entry; readonly minute: number }> {
  for (const [minute, gid, bucket, calls, packed, uids] of lines.parse(JSON.parse(text))) {
    const key = JSON.stringify(packed);
    const charges = known.get(key) ?? packed.map(([quota, cost, payer]) => ({ quota, cost, gid: payer }));
    known.set(key, charges);
    for (const uid of uids) yield { entry: { uid, gid, bucket, calls, charges }, minute };
  }
}

function headOf({ minute, gid, bucket, calls, charges }: Tally): string {
  return `[${minute},${gid},${JSON.stringify(bucket)},${calls},${packedCharges(charges, gid)},`;
}

/** Prices are shared by calls that are alike. */
const packedByCharges = new WeakMap<readonly Charge[], { readonly gid: number; readonly packed: string }>();

function packedCharges(charges: readonly Charge[], gid: number): string {
  const known = packedByCharges.get(charges);
  if (known?.gid === gid) return known.packed;
  const packed = JSON.stringify(charges.map(({ quota, cost, gid: payer = gid }) => [quota, cost, payer]));
  packedByCharges.set(charges, { gid, packed });
  return packed;
}
