import { Link, useLocation } from "wouter";
import type { Standing } from "../api/standing.ts";
import { useStanding } from "../api/viewer.ts";
import { Icon } from "../parts/icon.tsx";
import { useCurrentGroup } from "./current-group.ts";
import classes from "./navigation.module.css";
import { type Area, addressOf, type View } from "./view.ts";
import { VIEWS } from "./views.ts";

const AREAS: readonly Area[] = ["you", "group", "operator"];

/** Where one can go, by what one is. */
export function Navigation({ onChoice }: { readonly onChoice?: () => void }) {
  const viewer = useStanding();
  const group = useCurrentGroup();
  if (viewer === undefined) return <nav aria-label="Main" />;
  return (
    <nav aria-label="Main" className={classes.navigation}>
      {AREAS.map((area) => {
        const views = viewsIn(area, viewer, group);
        if (views.length === 0) return null;
        return (
          <div key={area} className={classes.area}>
            <p className={classes.heading}>{headingOf(area, group)}</p>
            <ul className={classes.list}>
              {views.map((view) => (
                <Entry key={view.path} view={view} address={addressOf(view, group)} onChoice={onChoice} />
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

interface EntryProps {
  readonly view: View;
  readonly address: string;
  readonly onChoice: (() => void) | undefined;
}

function Entry({ view, address, onChoice }: EntryProps) {
  const [path] = useLocation();
  const isHere = path === address || (path.startsWith(`${address}/`) && address !== "/me");
  return (
    <li>
      <Link
        href={address}
        className={classes.entry}
        aria-current={isHere ? "page" : undefined}
        onClick={() => onChoice?.()}
      >
        {view.icon !== undefined && <Icon name={view.icon} />}
        {view.title}
      </Link>
    </li>
  );
}

export function viewsIn(area: Area, viewer: Standing, group: string | undefined): readonly View[] {
  return VIEWS.filter((view) => view.area === area && view.icon !== undefined && view.isFor(viewer, group));
}

export function headingOf(area: Area, group: string | undefined): string {
  switch (area) {
    case "you":
      return "You";
    case "group":
      return `Group ${group ?? ""}`;
    case "operator":
      return "Operator";
  }
}
