import type { Rule } from "../rule.ts";
import { ANALYSIS_RULES } from "./analyses.ts";
import { COLLECTION_RULES } from "./collections.ts";
import { COMMENT_RULES } from "./comments.ts";
import { DOMAIN_RULES } from "./domains.ts";
import { FEED_RULES } from "./feeds.ts";
import { FILE_RULES } from "./files.ts";
import { GRAPH_RULES } from "./graphs.ts";
import { HUNTING_RULES } from "./hunting.ts";
import { INTELLIGENCE_RULES } from "./intelligence.ts";
import { IP_ADDRESS_RULES } from "./ip-addresses.ts";
import { LOCAL_RULES } from "./local.ts";
import { MONITOR_RULES } from "./monitor.ts";
import { OTHER_RULES } from "./others.ts";
import { PRIVATE_SCANNING_RULES } from "./private-scanning.ts";
import { URL_RULES } from "./urls.ts";

/** Every documented endpoint of VirusTotal's API v3, with paths below /api/v3. Their order means nothing. */
export const VIRUSTOTAL_RULES: readonly Rule[] = [
  ...FILE_RULES,
  ...URL_RULES,
  ...DOMAIN_RULES,
  ...IP_ADDRESS_RULES,
  ...ANALYSIS_RULES,
  ...COMMENT_RULES,
  ...INTELLIGENCE_RULES,
  ...HUNTING_RULES,
  ...GRAPH_RULES,
  ...COLLECTION_RULES,
  ...PRIVATE_SCANNING_RULES,
  ...FEED_RULES,
  ...MONITOR_RULES,
  ...OTHER_RULES,
  ...LOCAL_RULES,
];
