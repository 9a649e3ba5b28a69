import { FREE, ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

export const URL_RULES: readonly Rule[] = [
  { methods: ["POST"], path: "/urls", bucket: "url_submission", charges: FREE },
  { methods: ["GET"], path: "/urls/{id}", bucket: "urls", charges: ONE_REQUEST },
  { methods: ["POST"], path: "/urls/{id}/analyse", bucket: "url_analyse", charges: ONE_REQUEST },
  { methods: ["GET", "POST"], path: "/urls/{id}/comments", bucket: "url_comments", charges: FREE },
  { methods: ["GET", "POST"], path: "/urls/{id}/votes", bucket: "item_vote", charges: FREE },
  { methods: ["GET"], path: "/urls/{id}/graphs", bucket: "url_graphs", charges: ONE_REQUEST },
  ...relationshipRules("/urls/{id}", "url_relationships"),
];
