/** What is said of a key when it is made; nobody can read it again. */
export function keyNotice(apikey: string | undefined): string {
  return apikey === undefined ? "" : `\n  API key: ${apikey}\n\nKeep it safe: it is shown only now.\n`;
}
