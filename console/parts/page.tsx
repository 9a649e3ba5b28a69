import { type ReactNode, useEffect } from "react";
import classes from "./page.module.css";

export interface PageProps {
  readonly title: string;
  /** A sentence on what the page is for. */
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every view: its heading, what can be done on it, and its sections. */
export function Page({ title, about, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Tollgate`;
  }, [title]);
  return (
    <>
      <header className={classes.head}>
        <div className={classes.words}>
          <h1 className={classes.title}>{title}</h1>
          {about !== undefined && <p className={classes.about}>{about}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      <div className={classes.sections}>{children}</div>
    </>
  );
}

export interface SectionProps {
  readonly title?: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  /** Without it the content has the padding of a card; a table reaches to the edges. */
  readonly isTable?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, about, actions, isTable = false, children }: SectionProps) {
  const hasHead = title !== undefined || actions !== undefined;
  return (
    <section className={classes.section} aria-label={title}>
      {hasHead && (
        <div className={classes.sectionHead}>
          <div className={classes.words}>
            {title !== undefined && <h2 className={classes.sectionTitle}>{title}</h2>}
            {about !== undefined && <p className={classes.about}>{about}</p>}
          </div>
          {actions !== undefined && <div className={classes.actions}>{actions}</div>}
        </div>
      )}
      <div className={isTable ? classes.table : classes.body}>{children}</div>
    </section>
  );
}
