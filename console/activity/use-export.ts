import { useState } from "react";
import type { ActivityLogEntry, AuditLogEntry } from "../../src/client/objects.ts";
import { csvField } from "../parts/csv.ts";
import { sentenceOf } from "../parts/notices.tsx";
import { saveFile } from "../parts/save-file.ts";
import { useToast } from "../parts/toasts.tsx";
import { toEntry } from "./activity-entry.ts";

/** More would not fit into a page; the command line has no such limit. */
const ENTRIES_MAX = 100_000;
const COLUMNS = [
  "date",
  "action",
  "outcome",
  "actor",
  "target",
  "group",
  "address",
  "client",
  "before",
  "after",
] as const;

type AnyEntry = ActivityLogEntry | AuditLogEntry;

/** Reads everything that fits the filters, and saves it as a file. */
export function useExport(name: string, readAll: () => AsyncIterable<AnyEntry>) {
  const [state, setState] = useState<"idle" | "reading" | "cut">("idle");
  const say = useToast();
  const save = async (format: "csv" | "json") => {
    setState("reading");
    try {
      const entries: AnyEntry[] = [];
      for await (const entry of readAll()) {
        entries.push(entry);
        if (entries.length >= ENTRIES_MAX) break;
      }
      if (format === "csv") saveFile(`activity-${name}.csv`, "text/csv", csvOf(entries));
      else saveFile(`activity-${name}.json`, "application/json", JSON.stringify(entries, undefined, 2));
      setState(entries.length >= ENTRIES_MAX ? "cut" : "idle");
    } catch (error) {
      say(sentenceOf(error));
      setState("idle");
    }
  };
  return { state, save: (format: "csv" | "json") => void save(format) } as const;
}

function csvOf(entries: readonly AnyEntry[]): string {
  const rows = entries.map((entry) => {
    const flat = toEntry(entry);
    return COLUMNS.map((column) => textOf(column === "date" ? isoOf(flat.date) : flat[column]));
  });
  return [COLUMNS, ...rows].map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}

function textOf(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isoOf(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}
