import { ONE_REQUEST, type Rule, relationshipRules, requestAndOne } from "../rule.ts";

const RULESETS = "/intelligence/hunting_rulesets";
const JOBS = "/intelligence/retrohunt_jobs";

export const HUNTING_RULES: readonly Rule[] = [
  { methods: ["GET", "DELETE"], path: "/ioc_stream", bucket: "ioc_stream", charges: ONE_REQUEST },
  {
    methods: ["GET", "DELETE"],
    path: "/ioc_stream_notifications/{id}",
    bucket: "ioc_stream_notifications",
    charges: ONE_REQUEST,
  },

  { methods: ["GET", "POST", "DELETE"], path: RULESETS, bucket: "hunting_rulesets", charges: ONE_REQUEST },
  {
    methods: ["GET", "PATCH", "DELETE"],
    path: `${RULESETS}/{id}`,
    bucket: "hunting_rulesets",
    charges: ONE_REQUEST,
  },
  ...["editors", "editors/{user_or_group}", "owner"].map(
    (name): Rule => ({
      methods: ["GET", "POST", "DELETE"],
      path: `${RULESETS}/{id}/relationships/${name}`,
      bucket: "hunting_ruleset_relationships",
      charges: ONE_REQUEST,
    }),
  ),
  ...relationshipRules(`${RULESETS}/{id}`, "hunting_ruleset_relationships"),
  ...["", "/{id}"].map(
    (id): Rule => ({
      methods: ["GET", "DELETE"],
      path: `/intelligence/hunting_notifications${id}`,
      bucket: "hunting_notifications",
      charges: ONE_REQUEST,
    }),
  ),
  {
    methods: ["GET"],
    path: "/intelligence/hunting_notification_files",
    bucket: "hunting_notification_files",
    charges: ONE_REQUEST,
  },

  { methods: ["GET"], path: JOBS, bucket: "retrohunt_jobs", charges: ONE_REQUEST },
  {
    methods: ["POST"],
    path: JOBS,
    bucket: "retrohunt_jobs",
    ...requestAndOne("intelligence_retrohunt_jobs_monthly"),
  },
  { methods: ["GET", "DELETE"], path: `${JOBS}/{id}`, bucket: "retrohunt_jobs", charges: ONE_REQUEST },
  { methods: ["POST"], path: `${JOBS}/{id}/abort`, bucket: "retrohunt_jobs", charges: ONE_REQUEST },
  ...relationshipRules(`${JOBS}/{id}`, "retrohunt_job_relationships"),

  { methods: ["GET"], path: "/yara_rules", bucket: "yara_rules", charges: ONE_REQUEST },
  { methods: ["GET"], path: "/yara_rules/{id}", bucket: "yara_rules", charges: ONE_REQUEST },
  ...relationshipRules("/yara_rules/{id}", "yara_rule_relationships"),
];
