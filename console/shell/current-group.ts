import { useLocation } from "wouter";
import { useViewer } from "../api/viewer.ts";

/** The group that the page is about: the one in the address, or else the viewer's own. */
export function useCurrentGroup(): string | undefined {
  const [path] = useLocation();
  const viewer = useViewer();
  const named = /^\/groups\/([^/]+)/.exec(path)?.[1];
  return named === undefined ? viewer?.group : decodeURIComponent(named);
}
