import { ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

export const GRAPH_RULES: readonly Rule[] = [
  { methods: ["GET", "POST"], path: "/graphs", bucket: "graphs", charges: ONE_REQUEST },
  { methods: ["GET", "PATCH", "DELETE"], path: "/graphs/{id}", bucket: "graphs", charges: ONE_REQUEST },
  { methods: ["GET", "POST"], path: "/graphs/{id}/comments", bucket: "graph_comments", charges: ONE_REQUEST },
  { methods: ["GET"], path: "/graphs/{id}/items", bucket: "graph_items", charges: ONE_REQUEST },
  { methods: ["GET"], path: "/graphs/{id}/screenshot", bucket: "graphs", charges: ONE_REQUEST },
  ...["editors", "editors/{user_or_group}", "viewers", "viewers/{user_or_group}"].map(
    (name): Rule => ({
      methods: ["GET", "POST", "DELETE"],
      path: `/graphs/{id}/relationships/${name}`,
      bucket: "graph_relationships",
      charges: ONE_REQUEST,
    }),
  ),
  ...relationshipRules("/graphs/{id}", "graph_relationships"),
];
