/** Quotes what a caller sent, shortened and without control characters, for an error sentence. */
export function quote(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, "�").replace(/[0-9a-fA-F]{64}/g, "[api key]");
  return `"${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}"`;
}
