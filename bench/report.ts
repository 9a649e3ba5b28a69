import { cpus, loadavg, release, type as systemName } from "node:os";
import Table from "cli-table3";
import { arePinned } from "./cores.ts";
import { type Figure, holds } from "./figure.ts";

/** What the figures depend on besides the program. */
export function surroundings() {
  return {
    at: new Date().toISOString(),
    node: process.version,
    system: `${systemName()} ${release()}`,
    processors: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
    pinned: arePinned,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

export function line(figure: Figure): string {
  return `${figure.name}: ${rounded(figure.value)} ${figure.unit} ${verdict(figure)}`;
}

export function table(figures: readonly Figure[]): string {
  const rows = new Table({
    head: ["figure", "median", "rounds", "must be", ""],
    style: { head: [], border: [] },
  });
  for (const figure of figures) {
    const { name, value, unit, must, rounds, details } = figure;
    const range = `${rounded(Math.min(...rounds))} … ${rounded(Math.max(...rounds))}`;
    const facts = Object.entries(details).map(([what, number]) => `  ${what}: ${rounded(number)}`);
    rows.push([
      [name, ...facts].join("\n"),
      `${rounded(value)} ${unit}`,
      range,
      bound(must, unit),
      verdict(figure),
    ]);
  }
  return rows.toString();
}

function verdict(figure: Figure): string {
  if (figure.must === undefined) return "";
  return holds(figure) ? "holds" : "MISSED";
}

function bound(must: Figure["must"], unit: string): string {
  if (must === undefined) return "";
  return "atLeast" in must ? `≥ ${must.atLeast} ${unit}` : `≤ ${must.atMost} ${unit}`;
}

function rounded(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
