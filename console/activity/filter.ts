/** The filters of a log, by their names in the address, which are the server's too. */
export const FILTERS = ["action", "user", "target", "date"] as const;

/** As the server takes it; undefined: everything. */
export function filterOf(params: URLSearchParams): string | undefined {
  const terms = FILTERS.flatMap((name) => {
    const value = params.get(name)?.trim();
    return value ? [`${name}:${/\s/.test(value) ? JSON.stringify(value) : value}`] : [];
  });
  return terms.length === 0 ? undefined : terms.join(" ");
}

/** "Add group user". */
export function actionTitle(action: string): string {
  const words = action
    .toLowerCase()
    .replaceAll("_", " ")
    .replace("api key", "API key")
    .replace("totp", "second factor");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
