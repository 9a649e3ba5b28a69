/**
 * What can stand in the audit log. The first eight are VirusTotal's own
 * (https://docs.virustotal.com/reference/get-activity-log); the others follow their style.
 */
export const AUDIT_ACTIONS = [
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

export type AuditAction = (typeof AUDIT_ACTIONS)[number];
