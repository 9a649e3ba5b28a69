import { ABSENT, formatAllowed, plain } from "../format.ts";
import type { CreatedKey } from "./execute.ts";
import type { Change, Step } from "./steps.ts";

const MARKS = { create: "+", change: "~", remove: "-" } as const;

/** What happens to one thing, however many calls it takes. */
export type Difference = Pick<Step, "action" | "subject" | "changes">;

/** Joins the steps that concern the same thing one after the other: what is made and then changed is made. */
export function differencesOf(steps: readonly Step[]): readonly Difference[] {
  const differences: Difference[] = [];
  for (const { action, subject, changes } of steps) {
    const last = differences.at(-1);
    if (last?.subject !== subject) differences.push({ action, subject, changes });
    else differences.splice(-1, 1, { ...last, changes: [...last.changes, ...changes] });
  }
  return differences;
}

/** The plan for people: what begins (+), what changes (~), what ends (-). */
export function renderPlan(differences: readonly Difference[]): string {
  if (differences.length === 0) return "Nothing to do: the server has all that the file says.\n";
  return `${differences.map(renderDifference).join("")}\n${summaryOf(differences)}\n`;
}

/** `2 to create, 1 to change`. */
export function summaryOf(differences: readonly Difference[]): string {
  const count = (action: Step["action"]) =>
    differences.filter((difference) => difference.action === action).length;
  return (["create", "change", "remove"] as const)
    .filter((action) => count(action) > 0)
    .map((action) => `${count(action)} to ${action}`)
    .join(", ");
}

/** Keys that were made: the last time that anyone sees them. */
export function renderKeys(keys: readonly CreatedKey[]): string {
  if (keys.length === 0) return "";
  const width = Math.max(...keys.map(({ id }) => id.length));
  const lines = keys.map(({ id, apikey }) => `  ${plain(id).padEnd(width)}  ${apikey}\n`);
  return `\nNew API keys, shown only now:\n${lines.join("")}`;
}

function renderDifference({ action, subject, changes }: Difference): string {
  const lines = changes.map((change) => {
    const shown = action === "create" ? renderValue(change.name, change.after) : renderChange(change);
    return `      ${plain(change.name)}: ${shown}\n`;
  });
  return `  ${MARKS[action]} ${plain(subject)}\n${lines.join("")}`;
}

function renderChange({ name, before, after }: Change): string {
  return `${renderValue(name, before)} → ${renderValue(name, after)}`;
}

function renderValue(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return ABSENT;
  if (typeof value === "number") return formatAllowed(name.replace(/^(quotas|caps)\./, ""), value);
  if (Array.isArray(value))
    return value.length === 0 ? ABSENT : value.map((item) => plain(String(item))).join(", ");
  return plain(String(value));
}
