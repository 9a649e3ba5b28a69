import { type Method, ONE_REQUEST, type Rule } from "../rule.ts";

/** What these cost is not documented: a request each, like every other call that is not said to be free. */
export const MONITOR_RULES: readonly Rule[] = [
  charged("/monitor/items", "monitor_items", ["GET", "POST"]),
  charged("/monitor/items/upload_url", "monitor_items"),
  charged("/monitor/items/{id}", "monitor_items", ["GET", "DELETE"]),
  charged("/monitor/items/{id}/config", "monitor_items", ["PATCH"]),
  ...["download", "download_url", "analyses", "owner", "comments"].map((name) =>
    charged(`/monitor/items/{id}/${name}`, "monitor_items"),
  ),
  charged("/monitor/statistics", "statistics"),
  charged("/monitor/events", "monitor_events"),

  charged("/monitor_partner/hashes", "monitor_partner"),
  charged("/monitor_partner/hashes/{sha256}/analyses", "monitor_partner"),
  charged("/monitor_partner/hashes/{sha256}/items", "monitor_partner"),
  charged("/monitor_partner/hashes/{sha256}/comments", "monitor_partner", ["GET", "POST"]),
  charged("/monitor_partner/comments/{id}", "monitor_partner", ["GET", "PATCH", "DELETE"]),
  ...["files/{sha256}", "detections_bundle/{engine}"].flatMap((item) => [
    charged(`/monitor_partner/${item}/download`, "monitor_partner"),
    charged(`/monitor_partner/${item}/download_url`, "monitor_partner"),
  ]),
  charged("/monitor_partner/statistics", "monitor_partner"),
];

function charged(path: string, bucket: string, methods: readonly Method[] = ["GET"]): Rule {
  return { methods, path, bucket, charges: ONE_REQUEST };
}
