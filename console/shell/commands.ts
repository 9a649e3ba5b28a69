import { useLocation } from "wouter";
import { useSignOut } from "../api/session.ts";
import type { Standing } from "../api/standing.ts";
import { useStanding } from "../api/viewer.ts";
import type { IconName } from "../parts/icon.tsx";
import { useColorSchemeSwitch } from "./color-scheme-button.tsx";
import { useCurrentGroup } from "./current-group.ts";
import { headingOf } from "./navigation.tsx";
import { addressOf } from "./view.ts";
import { VIEWS } from "./views.ts";

export interface Command {
  readonly title: string;
  /** Where it belongs, in small beside it. */
  readonly area: string;
  readonly icon: IconName;
  readonly run: () => void;
}

/** What fits the words that were typed: views by their names, searches for what was typed, and what one can do anywhere. */
export function useCommands(typed: string): readonly Command[] {
  const viewer = useStanding();
  const group = useCurrentGroup();
  const [, navigate] = useLocation();
  const signOut = useSignOut();
  const { next, toggle } = useColorSchemeSwitch();
  if (viewer === undefined) return [];
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const all: Command[] = [
    ...viewCommands(viewer, group, navigate),
    {
      title: `Switch to ${next} colours`,
      area: "Console",
      icon: next === "dark" ? "moon" : "sun",
      run: toggle,
    },
    { title: "Sign out", area: "Console", icon: "signOut", run: signOut },
  ];
  const fitting = all.filter(({ title, area }) => {
    const text = `${area} ${title}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return [...fitting, ...searchCommands(typed.trim(), viewer, group, navigate)];
}

type Navigate = (path: string) => void;

function viewCommands(viewer: Standing, group: string | undefined, navigate: Navigate): Command[] {
  return VIEWS.flatMap((view) =>
    view.icon === undefined || !view.isFor(viewer, group)
      ? []
      : [
          {
            title: view.title,
            area: headingOf(view.area, group),
            icon: view.icon,
            run: () => navigate(addressOf(view, group)),
          },
        ],
  );
}

function searchCommands(
  typed: string,
  viewer: Standing,
  group: string | undefined,
  navigate: Navigate,
): Command[] {
  if (typed === "") return [];
  const query = `?filter=${encodeURIComponent(typed)}`;
  const commands: Command[] = [];
  if (group !== undefined) {
    const members = `/groups/${encodeURIComponent(group)}/members${query}`;
    commands.push({
      title: `Find members: ${typed}`,
      area: `Group ${group}`,
      icon: "search",
      run: () => navigate(members),
    });
  }
  if (viewer.isOperator) {
    const id = encodeURIComponent(typed);
    commands.push(
      {
        title: `Open the user ${typed}`,
        area: "Operator",
        icon: "person",
        run: () => navigate(`/operator/users/${id}`),
      },
      {
        title: `Open the group ${typed}`,
        area: "Operator",
        icon: "building",
        run: () => navigate(`/operator/groups/${id}`),
      },
    );
  }
  return commands;
}
