import { type Asking, missing, readAnswer } from "./answers.ts";
import { CliError } from "./cli-error.ts";

/** What a link leads to that was mailed or handed over. */
export type LinkedPage = "/invitations/" | "/reset-password#";

/** The token is all the credentials that its holder has. */
export interface Link {
  readonly token: string;
  /** The server that made it; undefined when only the token was given. */
  readonly url: string | undefined;
}

/** Said in the help of every command that takes a link. */
export const LINK_HELP = `It asks for the link, or reads it from the first line of standard input.
The server is the one that the link names, unless --url names another.
`;

/** Asks for the link. Raises CliError for what is none. */
export async function readLink(asking: Asking, page: LinkedPage): Promise<Link> {
  const text = (await readAnswer(asking, "Link", false))?.trim() || missing("Link");
  return parseLink(text, page) ?? refuse(page);
}

/** Undefined for what is neither such a link nor the token in it. */
export function parseLink(text: string, page: LinkedPage): Link | undefined {
  const [, url, token = ""] =
    /^(?:(https?:\/\/[^\s?#]+)(?:\/invitations\/|\/reset-password#))?([0-9a-f]{64})$/.exec(text) ?? [];
  if (token === "" || (url !== undefined && text !== `${url}${page}${token}`)) return undefined;
  return { token, url };
}

function refuse(page: LinkedPage): never {
  throw new CliError(`That is not such a link: it ends in ${page} and 64 characters from 0 to 9 and a to f`);
}
