/** The part of a path that a literal, a parameter or the rest of the path stands for. */
export type TemplatePart = { readonly literal: string } | "parameter" | "rest";

export const TEMPLATE_PARTS_MAX = 16;

const LITERAL = /^[A-Za-z0-9._~!$&'()*+,;=:@-]+$/;
const PARAMETER = /^\{[A-Za-z_]\w*\}$/;
const REST = /^\{[A-Za-z_]\w*\*\}$/;

/** What is wrong with a template, as the end of a sentence about it; undefined when nothing is. */
export function templateProblem(path: string): string | undefined {
  if (!path.startsWith("/")) return 'must begin with "/"';
  const words = path.slice(1).split("/");
  if (words.length > TEMPLATE_PARTS_MAX) return `must not have more than ${TEMPLATE_PARTS_MAX} parts`;
  for (const [index, word] of words.entries()) {
    if (word === "") return 'must have something between every two "/" and after the last';
    if (word === "." || word === "..") return 'must not have the parts "." and ".."';
    if (PARAMETER.test(word)) continue;
    if (REST.test(word)) {
      if (index < words.length - 1) return `must have ${word} at its end only`;
      continue;
    }
    if (word.includes("{") || word.includes("}")) return `has ${word} where only {name} can stand`;
    if (!LITERAL.test(word)) return `has the part "${word}" with a character that no literal may have`;
  }
  return undefined;
}

/** The parts of a template; raises TypeError with a sentence when it is none. */
export function parseTemplate(path: string): readonly TemplatePart[] {
  const problem = templateProblem(path);
  if (problem !== undefined) throw new TypeError(`The path ${path} ${problem}`);
  return path
    .slice(1)
    .split("/")
    .map((word) => {
      if (REST.test(word)) return "rest";
      return PARAMETER.test(word) ? "parameter" : { literal: word };
    });
}

/** Templates of one shape match the same paths: what their parameters are called makes no difference. */
export function shapeOf(parts: readonly TemplatePart[]): string {
  return parts.map(formOf).join("");
}

/**
 * Of templates that match one path the first in this order is the more specific: part by part from the
 * left, a literal comes before a parameter and a parameter before the rest.
 */
export function compareSpecificity(a: readonly TemplatePart[], b: readonly TemplatePart[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = rankOf(partAt(a, index)) - rankOf(partAt(b, index));
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * The shape of the paths that both match, when each is the more specific one in some part; undefined when
 * no path matches both, or one is plainly the more specific.
 */
export function crossingOf(a: readonly TemplatePart[], b: readonly TemplatePart[]): string | undefined {
  if (!isOpen(a) && !isOpen(b) && a.length !== b.length) return undefined;
  const length = Math.max(a.length, b.length);
  const common: TemplatePart[] = [];
  let isFirstNarrower = false;
  let isSecondNarrower = false;
  for (let index = 0; index < length; index += 1) {
    const [first, second] = [partAt(a, index), partAt(b, index)];
    if (first === undefined || second === undefined) return undefined;
    const order = rankOf(first) - rankOf(second);
    if (order === 0 && formOf(first) !== formOf(second)) return undefined;
    if (order < 0) isFirstNarrower = true;
    if (order > 0) isSecondNarrower = true;
    common.push(order <= 0 ? first : second);
  }
  return isFirstNarrower && isSecondNarrower ? shapeOf(common) : undefined;
}

/** A rest goes on for as long as the path does. */
function partAt(parts: readonly TemplatePart[], index: number): TemplatePart | undefined {
  return parts[index] ?? (isOpen(parts) ? "rest" : undefined);
}

function isOpen(parts: readonly TemplatePart[]): boolean {
  return parts.at(-1) === "rest";
}

function rankOf(part: TemplatePart | undefined): number {
  if (part === undefined || part === "rest") return 2;
  return part === "parameter" ? 1 : 0;
}

function formOf(part: TemplatePart): string {
  if (part === "rest") return "/{*}";
  return part === "parameter" ? "/{}" : `/${part.literal}`;
}
