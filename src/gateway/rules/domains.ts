import { FREE, ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

export const DOMAIN_RULES: readonly Rule[] = [
  { methods: ["GET"], path: "/domains/{domain}", bucket: "domains", charges: ONE_REQUEST },
  { methods: ["GET", "POST"], path: "/domains/{domain}/comments", bucket: "domain_comments", charges: FREE },
  { methods: ["GET", "POST"], path: "/domains/{domain}/votes", bucket: "item_vote", charges: FREE },
  { methods: ["GET"], path: "/domains/{domain}/graphs", bucket: "domain_graphs", charges: ONE_REQUEST },
  ...relationshipRules("/domains/{domain}", "domain_relationships"),

  { methods: ["GET"], path: "/resolutions/{id}", bucket: "resolutions", charges: ONE_REQUEST },
];
