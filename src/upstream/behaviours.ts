import { Derived } from "./derived.ts";
import type { Item } from "./item.ts";
import { numberedDomain, numberedIpAddress, someNumbers } from "./universe.ts";
import { notFound } from "./upstream-error.ts";

const SANDBOXES = ["Harbor Sandbox", "Quiet Room"] as const;

const TECHNIQUES = [
  {
    tactic: "TA0002",
    tacticName: "Execution",
    technique: "T1059",
    name: "Command and Scripting Interpreter",
  },
  {
    tactic: "TA0003",
    tacticName: "Persistence",
    technique: "T1547",
    name: "Boot or Logon Autostart Execution",
  },
  {
    tactic: "TA0005",
    tacticName: "Defense Evasion",
    technique: "T1027",
    name: "Obfuscated Files or Information",
  },
  {
    tactic: "TA0011",
    tacticName: "Command and Control",
    technique: "T1071",
    name: "Application Layer Protocol",
  },
] as const;

/** What each sandbox saw of a file. */
export function behaviourItems(sha256: string): Item[] {
  return SANDBOXES.map((sandbox) => behaviourItem(sha256, sandbox));
}

/** By `<sha256>_<sandbox>`; raises NotFoundError. */
export function findBehaviour(id: string): Item {
  const sandbox = SANDBOXES.find((name) => id.endsWith(`_${name}`));
  const sha256 = id.slice(0, 64);
  if (sandbox === undefined || !/^[0-9a-f]{64}$/.test(sha256) || id !== `${sha256}_${sandbox}`) {
    throw notFound("File behaviour", id);
  }
  return behaviourItem(sha256, sandbox);
}

/** All sandboxes together. */
export function behaviourSummary(sha256: string): object {
  return activityOf(new Derived("behaviour", sha256));
}

export function mitreTrees(sha256: string): object {
  return Object.fromEntries(
    SANDBOXES.map((sandbox) => [sandbox, { tactics: tacticsOf(new Derived("mitre", sha256, sandbox)) }]),
  );
}

function behaviourItem(sha256: string, sandbox: string): Item {
  const derived = new Derived("behaviour", sha256, sandbox);
  return {
    type: "file_behaviour",
    collection: "file_behaviours",
    id: `${sha256}_${sandbox}`,
    attributes: () => ({
      sandbox_name: sandbox,
      analysis_date: derived.time("analysis"),
      last_modification_date: derived.time("modified"),
      has_html_report: true,
      has_evtx: false,
      has_pcap: true,
      has_memdump: false,
      ...activityOf(derived),
    }),
  };
}

function activityOf(derived: Derived): Record<string, unknown> {
  const numbers = someNumbers(derived, derived.integer("count", 1, 4));
  return {
    processes_created: [`C:\\Users\\demo\\AppData\\Local\\Temp\\${derived.hex("process", 8)}.exe`],
    files_written: [`C:\\ProgramData\\${derived.hex("written", 6)}.dat`],
    registry_keys_set: [{ key: `HKCU\\Software\\${derived.hex("key", 6)}`, value: "1" }],
    mutexes_created: [`Local\\${derived.hex("mutex", 12)}`],
    dns_lookups: numbers.map((n) => ({
      hostname: numberedDomain(n),
      resolved_ips: [numberedIpAddress(n)],
    })),
    ip_traffic: numbers.map((n) => ({
      destination_ip: numberedIpAddress(n),
      destination_port: 443,
      transport_layer_protocol: "TCP",
    })),
    tags: derived.some("tag", ["DETECT_DEBUG_ENVIRONMENT", "LONG_SLEEPS", "PERSISTENCE"], 40),
  };
}

function tacticsOf(derived: Derived): object[] {
  return derived.some("technique", TECHNIQUES, 50).map(({ tactic, tacticName, technique, name }) => ({
    id: tactic,
    name: tacticName,
    link: `https://attack.mitre.org/tactics/${tactic}/`,
    techniques: [
      { id: technique, name, link: `https://attack.mitre.org/techniques/${technique}/`, signatures: [] },
    ],
  }));
}
