/** A LIKE pattern that finds the text itself anywhere; the statement must say `escape '!'`. */
export function likeContaining(text: string): string {
  return `%${text.replace(/[!%_]/g, "!$&")}%`;
}
