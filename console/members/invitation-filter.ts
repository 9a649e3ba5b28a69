const TERM = /(?:(\w+):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/g;

/**
 * Whether an invitation fits what members are searched by: bare words and `email:` look anywhere in its address. It has
 * nothing else yet, so that any other modifier finds none. Source: docs/api.md, "Paging, fields, filters".
 */
export function invitationFits(email: string, filter: string): boolean {
  const address = email.toLowerCase();
  return filter.matchAll(TERM).every(([, modifier, quoted, plain = ""]) => {
    if (modifier === undefined && plain === "AND") return true;
    if (modifier !== undefined && modifier.toLowerCase() !== "email") return false;
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
    return address.includes(value.toLowerCase());
  });
}
