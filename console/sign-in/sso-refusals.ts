/** What the server says in `/sign-in?error=…`, and what a person reads: the address itself can say nothing else. */
const SENTENCES: Readonly<Record<string, string>> = {
  address_taken: "Your e-mail address belongs to somebody else of your directory here. Ask an operator.",
  expired: "This sign-in took too long or began elsewhere. Begin it again.",
  inactive: "Your account here is not active. Ask an operator to activate it.",
  no_group:
    "Your directory account is in no group that may use this server. Ask whoever looks after its groups.",
  no_verified_address:
    "Your identity provider says no verified e-mail address of you. Ask whoever looks after it.",
  not_completed: "The identity provider did not sign you in. Begin again.",
  unreachable: "The identity provider cannot be reached. Try again later or sign in with your password.",
};

/** For any other code as well, so that a newer server is not silent. */
export function refusalSentence(code: string): string {
  const isKnown = Object.hasOwn(SENTENCES, code);
  return (
    (isKnown && SENTENCES[code]) ||
    "Signing in did not work. Try again; if that does not help, tell your operator."
  );
}
