import { FREE, ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

export const OTHER_RULES: readonly Rule[] = [
  { methods: ["GET"], path: "/metadata", bucket: "metadata", charges: FREE },
  { methods: ["GET"], path: "/search", bucket: "search", charges: FREE },
  {
    methods: ["GET"],
    path: "/popular_threat_categories",
    bucket: "popular_threat_categories",
    charges: ONE_REQUEST,
  },
  { methods: ["GET"], path: "/attack_tactics/{id}", bucket: "attack_tactics", charges: ONE_REQUEST },
  ...relationshipRules("/attack_tactics/{id}", "attack_tactic_relationships"),
  { methods: ["GET"], path: "/attack_techniques/{id}", bucket: "attack_techniques", charges: ONE_REQUEST },
  ...relationshipRules("/attack_techniques/{id}", "attack_technique_relationships"),
  { methods: ["GET"], path: "/widget/url", bucket: "widget", charges: ONE_REQUEST },
  { methods: ["GET"], path: "/gtiwidget", bucket: "widget", charges: ONE_REQUEST },
  // Modules with whole interfaces of their own.
  { methods: ["GET"], path: "/asm/{path*}", bucket: "asm", charges: ONE_REQUEST },
  { methods: ["GET"], path: "/dtm/{path*}", bucket: "dtm", charges: ONE_REQUEST },
];
