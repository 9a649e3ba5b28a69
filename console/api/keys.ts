/** Names under which answers are kept that more than one file asks for. */

export const SESSION = ["sessions", "current"];
