/** The e-mail addresses in a pasted text, each once: whatever has an @ in it counts, and names and brackets do no harm. */
export function addressesIn(text: string): readonly string[] {
  const found = text.split(/[\s,;<>()"]+/).filter((word) => word.includes("@"));
  return [...new Map(found.map((address) => [address.toLowerCase(), address])).values()];
}
