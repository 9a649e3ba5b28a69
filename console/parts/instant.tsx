import { fromNow, showInstant } from "../text/dates.ts";
import classes from "./instant.module.css";

export interface InstantProps {
  /** Unix seconds; absent: never. */
  readonly seconds: number | undefined;
  readonly never?: string;
  /** Also says how long ago, or how soon, that is. */
  readonly withDistance?: boolean;
}

/** An instant in the viewer's zone with UTC beside it. */
export function Instant({ seconds, never = "never", withDistance = false }: InstantProps) {
  if (seconds === undefined || seconds === 0) return <span className={classes.dim}>{never}</span>;
  const { local, utc, iso } = showInstant(seconds);
  return (
    <time dateTime={iso} title={fromNow(seconds)}>
      <span className={classes.local}>{local}</span>{" "}
      {utc !== undefined && <span className={classes.dim}>· {utc}</span>}{" "}
      {withDistance && <span className={classes.dim}>({fromNow(seconds)})</span>}
    </time>
  );
}
