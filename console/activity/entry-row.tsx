import { Badge } from "@mantine/core";
import { Instant } from "../parts/instant.tsx";
import classes from "./activity.module.css";
import { type Entry, targetName } from "./activity-entry.ts";
import { actionTitle } from "./filter.ts";

/** What was done in a line, and the facts before and after when one opens it. */
export function EntryRow({ entry }: { readonly entry: Entry }) {
  const { date, action, outcome, actor, target, group, address, client } = entry;
  const name = targetName(entry);
  return (
    <li className={classes.entry}>
      <details>
        <summary className={classes.summary}>
          <span className={classes.action}>
            {actionTitle(action)}{" "}
            {outcome !== undefined && outcome !== "ok" && <Badge color="red">{outcome}</Badge>}
          </span>
          <span className={classes.who}>
            {actor ?? "nobody signed in"}
            {name !== undefined && name !== actor && ` → ${name}`}
          </span>
          <span className={classes.when}>
            <Instant seconds={date} />
          </span>
        </summary>
        <div className={classes.facts}>
          <p>
            {[target !== name && `on ${target}`, address && `from ${address}`, client, group && `in ${group}`]
              .filter(Boolean)
              .join(" · ") || "by the server"}
          </p>
          <Facts title="Before" facts={entry.before} />
          <Facts title="After" facts={entry.after} />
        </div>
      </details>
    </li>
  );
}

function Facts({ title, facts }: { readonly title: string; readonly facts: object | undefined }) {
  if (facts === undefined || Object.keys(facts).length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <pre>{JSON.stringify(facts, undefined, 2)}</pre>
    </>
  );
}
