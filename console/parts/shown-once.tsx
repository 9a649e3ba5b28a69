import { CopyButton } from "./copy-button.tsx";
import classes from "./shown-once.module.css";

export interface ShownOnceProps {
  /** What it is, as in "key". */
  readonly what: string;
  readonly text: string;
}

/** A secret that the server shows this once. */
export function ShownOnce({ what, text }: ShownOnceProps) {
  return (
    <div className={classes.box}>
      <p className={classes.note}>
        Copy the {what} now: it is shown this once, and nobody can read it again.
      </p>
      <div className={classes.line}>
        <code className={classes.secret} data-testid="shown-once">
          {text}
        </code>
        <CopyButton text={text} what={what} variant="filled" />
      </div>
    </div>
  );
}
