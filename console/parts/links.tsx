import { Button, type ButtonProps } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import classes from "./links.module.css";

/** A link to another view. */
export function TextLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <Link href={to} className={classes.link}>
      {children}
    </Link>
  );
}

/** A link that is as weighty as a button. */
export function ButtonLink({
  to,
  ...props
}: ButtonProps & { readonly to: string; readonly children: ReactNode }) {
  return <Button {...props} renderRoot={(root) => <Link {...root} href={to} />} />;
}
