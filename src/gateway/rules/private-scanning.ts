import type { Role } from "../../names/roles.ts";
import { ONE_REQUEST, type Rule, relationshipRules, requestAndOne } from "../rule.ts";

const SCANNING: readonly Role[] = ["USER_ROLE_PRIVATE_SCANNING"];
/** Which roles a group has depends on its licence; an older one knows private scanning as a whole. */
const UPLOADS: readonly Role[] = ["USER_ROLE_PRIVATE_FILE_UPLOADS", ...SCANNING];
const DOWNLOADS: readonly Role[] = ["USER_ROLE_PRIVATE_FILE_DOWNLOADS", ...SCANNING];

export const PRIVATE_SCANNING_RULES: readonly Rule[] = [
  reading("/private/files", "private_files"),
  {
    methods: ["POST"],
    path: "/private/files",
    bucket: "private_files",
    ...requestAndOne("private_scans_monthly"),
    roles: UPLOADS,
  },
  { ...reading("/private/files/upload_url", "private_file_upload_url"), roles: UPLOADS },
  { ...reading("/private/files/{id}", "private_files"), methods: ["GET", "DELETE"] },
  { ...reading("/private/files/{sha256}/analyse", "private_file_analyse"), methods: ["POST"] },
  reading("/private/files/{id}/behaviour_summary", "private_file_behaviours"),
  reading("/private/files/{id}/behaviour_mitre_trees", "private_file_behaviours"),
  reading("/private/files/{id}/behaviours", "private_file_behaviours"),
  // VirusTotal's own description has this one in the singular.
  reading("/private/file/{id}/behaviours", "private_file_behaviours"),
  ...related("/private/files/{id}", "private_file_relationships"),

  ...["", "/html", "/evtx", "/pcap", "/memdump"].map((name) =>
    reading(`/private/file_behaviours/{id}${name}`, "private_file_behaviours"),
  ),
  ...related("/private/file_behaviours/{id}", "private_file_behaviours"),

  reading("/private/analyses", "private_analyses"),
  reading("/private/analyses/{id}", "private_analyses"),
  ...related("/private/analyses/{id}", "private_analyses"),

  {
    methods: ["POST"],
    path: "/private/urls",
    bucket: "private_urls",
    ...requestAndOne("private_urlscans_monthly"),
    roles: SCANNING,
  },
  reading("/private/urls/{id}", "private_urls"),
  ...related("/private/urls/{id}", "private_urls"),

  { ...reading("/private/zip_files", "private_zip_files"), methods: ["POST"], roles: DOWNLOADS },
  ...["", "/download", "/download_url"].map((name) => ({
    ...reading(`/private/zip_files/{id}${name}`, "private_zip_files"),
    roles: DOWNLOADS,
  })),
];

function reading(path: string, bucket: string): Rule {
  return { methods: ["GET"], path, bucket, charges: ONE_REQUEST, roles: SCANNING };
}

function related(path: string, bucket: string): readonly Rule[] {
  return relationshipRules(path, bucket).map((rule) => ({ ...rule, roles: SCANNING }));
}
