/** What somebody is, by which it is decided what is worth asking for and showing. What they may do, the server decides. */
export interface Standing {
  /** Id of the group that they belong to. */
  readonly group: string | undefined;
  readonly isAdministrator: boolean;
  readonly isOperator: boolean;
}

const PLACE = "tollgate-standing";

/**
 * What the browser has kept of who was last here, so that a page asks for everything at once and not first for who looks.
 * It may be out of date: then the server refuses what is asked, and its answer to who looks puts it right.
 */
export function recallStanding(): Standing | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "null");
    if (typeof kept !== "object" || kept === null) return undefined;
    const { group, isAdministrator, isOperator } = kept as Partial<Standing>;
    return {
      group: typeof group === "string" ? group : undefined,
      isAdministrator: isAdministrator === true,
      isOperator: isOperator === true,
    };
  } catch {
    return undefined;
  }
}

export function keepStanding({ group, isAdministrator, isOperator }: Standing): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ group, isAdministrator, isOperator }));
  } catch {
    // A browser that keeps nothing waits for one answer more.
  }
}

export function forgetStanding(): void {
  try {
    localStorage.removeItem(PLACE);
  } catch {
    // Nothing was kept.
  }
}
