import { Derived } from "./derived.ts";
import type { FileHashes } from "./file-hashes.ts";
import type { Item } from "./item.ts";
import { notFound } from "./upstream-error.ts";
import { threatOf, verdictsOf } from "./verdicts.ts";
import type { Upload, World } from "./world.ts";

/** Files whose hash begins so are unknown until they are uploaded. */
const UNKNOWN_PREFIX = "0000";

const KIB = 1024;

const KINDS = [
  { description: "Win32 EXE", tag: "peexe", extension: "exe", magic: "PE32 executable (GUI) Intel 80386" },
  { description: "Win32 DLL", tag: "pedll", extension: "dll", magic: "PE32+ executable (DLL) x86-64" },
  { description: "ELF", tag: "elf", extension: "so", magic: "ELF 64-bit LSB shared object, x86-64" },
  { description: "PDF", tag: "pdf", extension: "pdf", magic: "PDF document, version 1.7" },
  { description: "Office Open XML Document", tag: "docx", extension: "docx", magic: "Microsoft Word 2007+" },
  { description: "ZIP", tag: "zip", extension: "zip", magic: "Zip archive data, at least v2.0 to extract" },
  { description: "Android", tag: "android", extension: "apk", magic: "Zip archive data (APK)" },
  { description: "JavaScript", tag: "javascript", extension: "js", magic: "ASCII text" },
] as const;

const STEMS = ["invoice", "setup", "update", "report", "photo", "installer", "scan", "backup"] as const;
const TAGS = ["overlay", "signed", "long-sleeps", "detect-debug-environment", "calls-wmi", "persistence"];

/** Accepts MD5, SHA-1 and SHA-256; raises NotFoundError for anything else and for unknown files. */
export function findFile(world: World, name: string, collection = "files"): Item {
  const hashes = world.hashes(name);
  const upload = hashes && world.upload(hashes.sha256);
  if (hashes === undefined || (upload === undefined && name.startsWith(UNKNOWN_PREFIX))) {
    throw notFound("File", name);
  }
  return fileItem(world, hashes, collection);
}

export function fileItem(world: World, hashes: FileHashes, collection = "files"): Item {
  return {
    type: collection === "files" ? "file" : "private_file",
    collection,
    id: hashes.sha256,
    attributes: () => attributesOf(hashes, world.upload(hashes.sha256)),
  };
}

/** In bytes: as uploaded, or made up. */
export function sizeOf(sha256: string, upload: Upload | undefined): number {
  return upload?.size ?? new Derived("file", sha256).integer("size", KIB, 512 * KIB);
}

function attributesOf(hashes: FileHashes, upload: Upload | undefined): Record<string, unknown> {
  const derived = new Derived("file", hashes.sha256);
  const kind = derived.pick("kind", KINDS);
  const { stats, results, isMalicious } = verdictsOf(derived, "file");
  const names = upload === undefined ? namesOf(derived, kind.extension) : [upload.name];
  const first = derived.time("first");
  const last = derived.time("last", first);
  return {
    ...hashes,
    size: sizeOf(hashes.sha256, upload),
    names,
    meaningful_name: names[0],
    type_description: kind.description,
    type_tag: kind.tag,
    type_extension: kind.extension,
    magic: kind.magic,
    tags: [kind.tag, ...derived.some("tag", TAGS, 25)],
    ssdeep: `${3 * 2 ** derived.integer("block", 4, 10)}:${derived.hex("ssdeep", 40)}:${derived.hex("ssdeep 2", 20)}`,
    reputation: isMalicious ? -derived.integer("reputation", 1, 100) : derived.integer("reputation", 0, 50),
    total_votes: {
      harmless: derived.integer("harmless", 0, isMalicious ? 2 : 12),
      malicious: derived.integer("malicious", 0, isMalicious ? 30 : 1),
    },
    times_submitted: derived.integer("submitted", 1, 400),
    unique_sources: derived.integer("sources", 1, 120),
    creation_date: derived.time("creation"),
    first_submission_date: first,
    last_submission_date: last,
    last_analysis_date: last,
    last_modification_date: last + derived.integer("modified", 60, 86_400),
    last_analysis_stats: stats,
    last_analysis_results: results,
    ...(isMalicious && { popular_threat_classification: classificationOf(derived) }),
  };
}

function namesOf(derived: Derived, extension: string): string[] {
  return Array.from(
    { length: derived.integer("names", 1, 4) },
    (_, n) => `${derived.pick(`stem ${n}`, STEMS)}-${derived.hex(`name ${n}`, 4)}.${extension}`,
  );
}

function classificationOf(derived: Derived): object {
  const { family, threat } = threatOf(derived);
  return {
    suggested_threat_label: `${threat}.${family}`,
    popular_threat_category: [{ value: threat, count: derived.integer("category count", 3, 10) }],
    popular_threat_name: [{ value: family, count: derived.integer("name count", 3, 10) }],
  };
}
