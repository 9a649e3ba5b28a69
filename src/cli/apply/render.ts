import { ABSENT, formatAllowed, plain } from "../format.ts";
import type { CreatedKey } from "./execute.ts";
import type { Change, Step } from "./steps.ts";

const MARKS = { create: "+", change: "~", remove: "-" } as const;

/** The plan as a diff for people: what begins (+), what changes (~), what ends (-). */
export function renderPlan(steps: readonly Step[]): string {
  if (steps.length === 0) return "Nothing to do: the server has all that the file says.\n";
  return `${steps.map(renderStep).join("")}\n${summaryOf(steps)}\n`;
}

/** `2 to create, 1 to change`. */
export function summaryOf(steps: readonly Step[]): string {
  const count = (action: Step["action"]) => steps.filter((step) => step.action === action).length;
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

/** What programs are told of a step. */
export function describeStep({ action, subject, changes }: Step): object {
  return { action, subject, changes };
}

function renderStep({ action, subject, changes }: Step): string {
  const lines = changes.map((change) => `      ${plain(change.name)}: ${renderChange(change)}\n`);
  return `  ${MARKS[action]} ${plain(subject)}\n${lines.join("")}`;
}

function renderChange({ name, before, after }: Change): string {
  const [from, to] = [renderValue(name, before), renderValue(name, after)];
  return before === undefined ? to : `${from} → ${to}`;
}

function renderValue(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return ABSENT;
  if (typeof value === "number") return formatAllowed(name.replace(/^(quotas|caps)\./, ""), value);
  if (Array.isArray(value))
    return value.length === 0 ? ABSENT : value.map((item) => plain(String(item))).join(", ");
  return plain(String(value));
}
