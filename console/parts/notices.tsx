import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { ClientError } from "../../src/client/client-error.ts";
import { Icon, type IconName } from "./icon.tsx";
import classes from "./notices.module.css";

/** What went wrong, in the server's own words, which say what to change. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ClientError) return error.message.endsWith(".") ? error.message : `${error.message}.`;
  return "Something went wrong in this page. Reload it; if that does not help, tell your operator.";
}

/** In place of what could not be loaded. */
export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  return (
    <div className={classes.notice} role="alert">
      <span className={classes.bad}>
        <Icon name="alert" size={20} />
      </span>
      <p className={classes.text}>{sentenceOf(error)}</p>
      {onRetry !== undefined && (
        <Button variant="default" onClick={onRetry} leftSection={<Icon name="refresh" size={14} />}>
          Try again
        </Button>
      )}
    </div>
  );
}

export interface EmptyProps {
  readonly icon?: IconName;
  /** What there is none of, and why. */
  readonly children: ReactNode;
  /** What to do about it. */
  readonly action?: ReactNode;
}

/** In place of a list that has nothing in it. */
export function Empty({ icon = "list", children, action }: EmptyProps) {
  return (
    <div className={classes.notice}>
      <span className={classes.dim}>
        <Icon name={icon} size={20} />
      </span>
      <p className={classes.text}>{children}</p>
      {action}
    </div>
  );
}

/** Beside a form's button: why it was refused. */
export function Refusal({ error }: { readonly error: unknown }) {
  return (
    <p className={classes.refusal} role="alert">
      {error === null || error === undefined ? "" : sentenceOf(error)}
    </p>
  );
}
