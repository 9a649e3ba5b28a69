import { FREE, ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

export const COLLECTION_RULES: readonly Rule[] = [
  { methods: ["GET", "POST"], path: "/collections", bucket: "collections", charges: ONE_REQUEST },
  {
    methods: ["GET", "PATCH", "DELETE"],
    path: "/collections/{id}",
    bucket: "collections",
    charges: ONE_REQUEST,
  },
  {
    methods: ["GET", "POST"],
    path: "/collections/{id}/comments",
    bucket: "collection_comments",
    charges: FREE,
  },
  ...["search", "mitre_tree", "timeline/events", "features/search"].map(
    (name): Rule => ({
      methods: ["GET"],
      path: `/collections/{id}/${name}`,
      bucket: "collections",
      charges: ONE_REQUEST,
    }),
  ),
  ...["download", "{relationship}/download", "aggregations/download"].map(
    (name): Rule => ({
      methods: ["GET"],
      path: `/collections/{id}/${name}/{format}`,
      bucket: "collection_download",
      charges: ONE_REQUEST,
    }),
  ),
  ...relationshipRules("/collections/{id}", "collection_relationships", ["GET", "POST", "DELETE"]),

  { methods: ["GET"], path: "/references/{id}", bucket: "references", charges: ONE_REQUEST },
  ...relationshipRules("/references/{id}", "references"),

  { methods: ["GET", "POST"], path: "/threat_profiles", bucket: "threat_profiles", charges: ONE_REQUEST },
  {
    methods: ["GET", "PATCH", "DELETE"],
    path: "/threat_profiles/{id}",
    bucket: "threat_profiles",
    charges: ONE_REQUEST,
  },
  {
    methods: ["GET"],
    path: "/threat_profiles/{id}/timeline/associations",
    bucket: "threat_profiles",
    charges: ONE_REQUEST,
  },
  ...relationshipRules("/threat_profiles/{id}", "threat_profiles"),

  ...["", "/{list}/latest", "/{list}/{time}"].map(
    (name): Rule => ({
      methods: ["GET"],
      path: `/threat_lists${name}`,
      bucket: "threat_lists",
      charges: ONE_REQUEST,
    }),
  ),
];
