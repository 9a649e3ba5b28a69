import { FREE, ONE_REQUEST, type Rule, relationshipRules } from "../rule.ts";

/** These buckets are plural where those of files, URLs and domains are not; so VirusTotal spells them. */
export const IP_ADDRESS_RULES: readonly Rule[] = [
  { methods: ["GET"], path: "/ip_addresses/{ip}", bucket: "ip_addresses", charges: ONE_REQUEST },
  {
    methods: ["GET", "POST"],
    path: "/ip_addresses/{ip}/comments",
    bucket: "ip_addresses_comments",
    charges: FREE,
  },
  { methods: ["GET", "POST"], path: "/ip_addresses/{ip}/votes", bucket: "item_vote", charges: FREE },
  {
    methods: ["GET"],
    path: "/ip_addresses/{ip}/graphs",
    bucket: "ip_addresses_graphs",
    charges: ONE_REQUEST,
  },
  ...relationshipRules("/ip_addresses/{ip}", "ip_addresses_relationships"),
];
