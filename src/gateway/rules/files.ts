import { FREE, ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

/**
 * VirusTotal does not charge the upload of a file that is new to it, and no answer of its says so. Uploads are free
 * therefore whose file it has said not to know within the hour, and where an upstream says so in this header.
 */
export const NEW_FILE_HEADER = "x-new-file";

const UPLOADS = ["USER_ROLE_FILE_UPLOADS"] as const;
const DOWNLOADS = ["USER_ROLE_FILE_DOWNLOADS"] as const;

export const FILE_RULES: readonly Rule[] = [
  {
    methods: ["POST"],
    path: "/files",
    bucket: "file_upload",
    charges: ONE_REQUEST,
    settle: [
      { when: { header: { name: NEW_FILE_HEADER, equals: "true" } }, charges: FREE },
      { when: { status: "2xx", upload: "new" }, charges: FREE },
    ],
    roles: UPLOADS,
  },
  {
    methods: ["GET"],
    path: "/files/upload_url",
    bucket: "file_upload_url",
    charges: FREE,
    roles: UPLOADS,
  },
  { methods: ["GET"], path: "/files/{id}", bucket: "files", charges: ONE_REQUEST },
  { methods: ["POST"], path: "/files/{id}/analyse", bucket: "file_analyse", charges: ONE_REQUEST },
  { methods: ["GET", "POST"], path: "/files/{id}/comments", bucket: "file_comments", charges: FREE },
  { methods: ["GET", "POST"], path: "/files/{id}/votes", bucket: "item_vote", charges: FREE },
  { methods: ["GET"], path: "/files/{id}/graphs", bucket: "file_graphs", charges: ONE_REQUEST },
  ...["behaviours", "behaviour_summary", "behaviour_mitre_trees"].map(
    (name): Rule => ({
      methods: ["GET"],
      path: `/files/{id}/${name}`,
      bucket: "file_behaviours",
      charges: ONE_REQUEST,
    }),
  ),
  ...["download", "download_url"].map(
    (name): Rule => ({
      methods: ["GET"],
      path: `/files/{id}/${name}`,
      bucket: "file_download",
      charges: ONE_REQUEST,
      roles: DOWNLOADS,
    }),
  ),
  ...relationshipRules("/files/{id}", "file_relationships"),

  { methods: ["GET"], path: "/file_behaviours/{id}", bucket: "file_behaviours", charges: ONE_REQUEST },
  ...["html", "evtx", "pcap", "memdump"].map(
    (name): Rule => ({
      methods: ["GET"],
      path: `/file_behaviours/{id}/${name}`,
      bucket: "file_behaviours",
      charges: ONE_REQUEST,
    }),
  ),
  ...relationshipRules("/file_behaviours/{id}", "file_behaviour_relationships"),

  { methods: ["GET"], path: "/sigma_rules/{id}", bucket: "sigma_rules", charges: ONE_REQUEST },
  { methods: ["GET"], path: "/yara_rulesets/{id}", bucket: "yara_rulesets", charges: ONE_REQUEST },
];
