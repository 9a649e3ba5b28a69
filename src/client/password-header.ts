/** A header can hold Latin-1 only; the server takes its bytes for UTF-8. */
export function passwordHeader(password: string | undefined): Readonly<Record<string, string>> {
  if (password === undefined) return {};
  return { "x-user-password": String.fromCharCode(...new TextEncoder().encode(password)) };
}
