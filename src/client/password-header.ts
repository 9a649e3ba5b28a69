/** A header can hold Latin-1 only; the server takes its bytes for UTF-8. */
export function passwordHeader(password: string | undefined): Readonly<Record<string, string>> {
  if (password === undefined) return {};
  return { "x-user-password": String.fromCharCode(...new TextEncoder().encode(password)) };
}

/** Beside the password, where the account has a second factor. */
export function codeHeader(code: string | undefined): Readonly<Record<string, string>> {
  return code === undefined ? {} : { "x-user-code": code };
}
