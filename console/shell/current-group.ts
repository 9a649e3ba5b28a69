import { useLocation } from "wouter";
import { useStanding } from "../api/viewer.ts";

/** The group that the page is about: the one in the address, or else the viewer's own. */
export function useCurrentGroup(): string | undefined {
  const [path] = useLocation();
  const standing = useStanding();
  const named = /^\/groups\/([^/]+)/.exec(path)?.[1];
  return named === undefined ? standing?.group : decoded(named);
}

/** As it stands where it is no proper escape: whoever typed such an address gets the page that says so. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
