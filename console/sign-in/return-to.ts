const NAME = "return_to";

/** Where to sign in, so that one comes back to where one wanted to be. */
export function signInAddress(path: string, search: string): string {
  const wanted = search === "" ? path : `${path}?${search}`;
  return wanted === "/" || wanted === "/me" ? "/sign-in" : `/sign-in?${NAME}=${encodeURIComponent(wanted)}`;
}

/** The view to go on to. An address of another server, which a link could smuggle in, counts as none. */
export function returnTo(search: string): string {
  const wanted = new URLSearchParams(search).get(NAME) ?? "";
  return /^\/(?![/\\])/.test(wanted) ? wanted : "/me";
}
