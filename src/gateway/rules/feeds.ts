import { FREE, type Rule } from "../rule.ts";

/** Feeds are licensed as a whole: neither the packages nor what is downloaded through their links is charged. */
export const FEED_RULES: readonly Rule[] = [
  ...(
    [
      ["files", "file_feed"],
      ["file_behaviours", "file_behaviour_feed"],
      ["urls", "url_feed"],
      ["domains", "domain_feed"],
      ["ip_addresses", "ip_address_feed"],
    ] as const
  ).flatMap(([feed, bucket]) => [
    reading(`/feeds/${feed}/{time}`, bucket),
    reading(`/feeds/${feed}/hourly/{time}`, bucket),
  ]),
  reading("/feeds/files/{token}/download", "file_feed_download"),
  ...["html", "evtx", "pcap", "memdump"].map((name) =>
    reading(`/feeds/file_behaviours/{token}/${name}`, "file_behaviour_feed"),
  ),
];

function reading(path: string, bucket: string): Rule {
  return { methods: ["GET"], path, bucket, charges: FREE };
}
