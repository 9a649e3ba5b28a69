import { FREE, ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

export const COMMENT_RULES: readonly Rule[] = [
  { methods: ["GET"], path: "/comments", bucket: "comments", charges: ONE_REQUEST },
  { methods: ["GET", "DELETE"], path: "/comments/{id}", bucket: "comments", charges: ONE_REQUEST },
  { methods: ["POST"], path: "/comments/{id}/vote", bucket: "comment_vote", charges: FREE },
  ...relationshipRules("/comments/{id}", "comment_relationships"),
];
