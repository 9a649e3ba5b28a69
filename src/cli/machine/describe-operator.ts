import type { FirstOperator } from "../../access/bootstrap.ts";

/** What is said when the first operator is made, and never again. */
export function describeOperator({ id, password, apikey }: FirstOperator): string {
  return `
  The first operator has been made. Keep this: it is shown only now.

    User name  ${id}
    Password   ${password}
    API key    ${apikey}

  To use it:  export TOLLGATE_API_KEY=${apikey}

`;
}
