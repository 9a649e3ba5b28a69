import { ONE_REQUEST, type Rule, relationshipRules, requestAndOne } from "../rule.ts";

/**
 * A search is a request, as under a premium licence; whoever has none overrides the rule and charges
 * `intelligence_searches_monthly`. The number of active hunting rules is not charged here, because a call
 * shows neither how many rules a ruleset has nor whether it is active: the upstream keeps that count.
 */
export const INTELLIGENCE_RULES: readonly Rule[] = [
  {
    methods: ["GET"],
    path: "/intelligence/search",
    bucket: "intelligence_search",
    charges: ONE_REQUEST,
  },
  {
    methods: ["GET"],
    path: "/intelligence/search/snippets/{snippet}",
    bucket: "intelligence_search_snippets",
    charges: ONE_REQUEST,
  },
  {
    methods: ["POST"],
    path: "/intelligence/zip_files",
    bucket: "zip_files",
    // One download for the archive: how many files it will have stands in a body that is not read.
    ...requestAndOne("intelligence_downloads_monthly"),
    roles: ["USER_ROLE_FILE_DOWNLOADS"],
  },
  { methods: ["GET"], path: "/intelligence/zip_files/{id}", bucket: "zip_files", charges: ONE_REQUEST },
  ...["download", "download_url"].map(
    (name): Rule => ({
      methods: ["GET"],
      path: `/intelligence/zip_files/{id}/${name}`,
      bucket: "zip_files",
      charges: ONE_REQUEST,
      roles: ["USER_ROLE_FILE_DOWNLOADS"],
    }),
  ),

  { methods: ["GET", "POST"], path: "/saved_searches", bucket: "saved_searches", charges: ONE_REQUEST },
  {
    methods: ["GET", "PATCH", "DELETE"],
    path: "/saved_searches/{id}",
    bucket: "saved_searches",
    charges: ONE_REQUEST,
  },
  ...relationshipRules("/saved_searches/{id}", "saved_searches"),

  {
    methods: ["POST"],
    path: "/codeinsights/analyse-binary",
    bucket: "codeinsights",
    charges: ONE_REQUEST,
  },
];
