import type { Derived } from "./derived.ts";

const ENGINES = [
  "Argus Shield",
  "Birchwall",
  "Cobalt Sentinel",
  "DeepHarbor",
  "Ermine AV",
  "Fathom ML",
  "Granite Guard",
  "Heron Antivirus",
  "Ironbark",
  "Juniper Trace",
] as const;

const FAMILIES = ["agentra", "birdloader", "cinderbot", "dustman", "emberstealer", "fogdropper"] as const;
const THREATS = ["trojan", "ransomware", "downloader", "adware", "worm"] as const;

type Category = "malicious" | "suspicious" | "harmless" | "undetected";

export interface Verdicts {
  readonly stats: Readonly<Record<string, number>>;
  readonly results: Readonly<Record<string, object>>;
  readonly isMalicious: boolean;
}

/** What ten engines, which exist nowhere else, say of one object. Files are undetected where others are harmless. */
export function verdictsOf(derived: Derived, kind: "file" | "site"): Verdicts {
  // Most engines agree with each other, so that an object is plainly bad or plainly good, as most real ones are.
  const percent = derived.pick("mood", [0, 0, 0, 2, 60, 85]);
  const judged = ENGINES.map((engine) => [engine, categoryOf(derived, engine, percent, kind)] as const);
  const count = (category: Category) => judged.filter(([, given]) => given === category).length;
  return {
    stats: {
      malicious: count("malicious"),
      suspicious: count("suspicious"),
      undetected: count("undetected"),
      harmless: count("harmless"),
      timeout: 0,
      ...(kind === "file" && { "confirmed-timeout": 0, failure: 0, "type-unsupported": 0 }),
    },
    results: Object.fromEntries(
      judged.map(([engine, category]) => [engine, resultOf(derived, engine, category, kind)]),
    ),
    isMalicious: count("malicious") > 2,
  };
}

/** What the stats say before any engine has answered. */
export function noVerdicts(): Verdicts {
  const stats = { malicious: 0, suspicious: 0, undetected: 0, harmless: 0, timeout: 0 };
  return { stats, results: {}, isMalicious: false };
}

export function threatOf(derived: Derived): { readonly family: string; readonly threat: string } {
  return { family: derived.pick("family", FAMILIES), threat: derived.pick("threat", THREATS) };
}

function categoryOf(derived: Derived, engine: string, percent: number, kind: "file" | "site"): Category {
  if (derived.chance(`${engine} detects`, percent)) return "malicious";
  if (percent > 0 && derived.chance(`${engine} suspects`, 10)) return "suspicious";
  return kind === "file" || derived.chance(`${engine} knows nothing`, 20) ? "undetected" : "harmless";
}

function resultOf(derived: Derived, engine: string, category: Category, kind: "file" | "site"): object {
  const { family, threat } = threatOf(derived);
  if (kind === "site") {
    const words = {
      malicious: "malware",
      suspicious: "suspicious",
      harmless: "clean",
      undetected: "unrated",
    };
    return { category, engine_name: engine, method: "blacklist", result: words[category] };
  }
  const version = `${derived.integer(`${engine} major`, 1, 9)}.${derived.integer(`${engine} minor`, 0, 40)}`;
  const update = `202606${String(derived.integer(`${engine} update`, 1, 30)).padStart(2, "0")}`;
  const name = `${threat}.${family}.${derived.hex(`${engine} variant`, 2)}`;
  return {
    category,
    engine_name: engine,
    engine_version: version,
    engine_update: update,
    method: "blacklist",
    result: category === "malicious" || category === "suspicious" ? name : null,
  };
}
