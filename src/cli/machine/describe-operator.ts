import type { FirstOperator } from "../../access/bootstrap.ts";

/** What is said of an operator who can be let in by nobody else, and never again. */
export function describeOperator(
  { id, password, apikey }: FirstOperator,
  sentence = "The first operator has been made",
): string {
  return `
  ${sentence}. Keep this: it is shown only now.

    User name  ${id}
    Password   ${password}
    API key    ${apikey}

  To use it:  export TOLLGATE_API_KEY=${apikey}

`;
}
