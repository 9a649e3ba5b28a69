import { type ReactNode, useEffect } from "react";
import { ColorSchemeButton } from "../shell/color-scheme-button.tsx";
import { Logo } from "../shell/logo.tsx";
import classes from "./door.module.css";

export interface DoorProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of the pages that need nobody to be signed in. */
export function Door({ title, about, children }: DoorProps) {
  useEffect(() => {
    document.title = `${title} · Tollgate`;
  }, [title]);
  return (
    <div className={classes.ground}>
      <div className={classes.corner}>
        <ColorSchemeButton />
      </div>
      <main className={classes.card}>
        <div className={classes.brand}>
          <Logo size={28} /> Tollgate
        </div>
        <h1 className={classes.title}>{title}</h1>
        {about !== undefined && <p className={classes.about}>{about}</p>}
        {children}
      </main>
    </div>
  );
}
