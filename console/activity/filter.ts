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

/** Source: docs/api.md, "Audit". */
export const ACTIONS = [
  "ADD_GROUP_USER",
  "DELETE_GROUP_USER",
  "ADD_GROUP_ADMIN",
  "DELETE_GROUP_ADMIN",
  "ADD_GROUP_SERVICE_ACCOUNT",
  "DELETE_GROUP_SERVICE_ACCOUNT",
  "CREATE_TENANT",
  "DELETE_TENANT",
  "UPDATE_GROUP",
  "UPDATE_GROUP_MEMBER",
  "CREATE_USER",
  "UPDATE_USER",
  "DELETE_USER",
  "CREATE_API_KEY",
  "UPDATE_API_KEY",
  "ROTATE_API_KEY",
  "DELETE_API_KEY",
  "CREATE_INVITATION",
  "RESEND_INVITATION",
  "DELETE_INVITATION",
  "ACCEPT_INVITATION",
  "SIGN_IN",
  "SIGN_IN_FAILED",
  "SIGN_OUT",
  "DELETE_SESSION",
  "ENABLE_TOTP",
  "DISABLE_TOTP",
  "CREATE_RECOVERY_CODES",
  "USE_RECOVERY_CODE",
  "REQUEST_PASSWORD_RESET",
  "RESET_PASSWORD",
  "RECOVER_OPERATOR",
  "LINK_SSO",
  "SSO_LOGOUT",
  "REQUEST_REFUSED",
] as const;

/** "Add group user". */
export function actionTitle(action: string): string {
  const words = action
    .toLowerCase()
    .replaceAll("_", " ")
    .replace("api key", "API key")
    .replace("totp", "second factor");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
