import { FREE, ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

export const ANALYSIS_RULES: readonly Rule[] = [
  {
    methods: ["GET"],
    path: "/analyses/{id}",
    bucket: "analyses",
    charges: ONE_REQUEST,
    // VirusTotal does not charge for an id that it does not know.
    settle: [{ when: { status: [400, 404] }, charges: FREE }],
  },
  ...relationshipRules("/analyses/{id}", "analysis_relationships"),

  // VirusTotal's own description has the singular, its clients the plural.
  { methods: ["GET"], path: "/submission/{id}", bucket: "submissions", charges: ONE_REQUEST },
  { methods: ["GET"], path: "/submissions/{id}", bucket: "submissions", charges: ONE_REQUEST },
  { methods: ["GET"], path: "/operations/{id}", bucket: "operations", charges: ONE_REQUEST },
];
