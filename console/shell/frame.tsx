import { Drawer } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import classes from "./frame.module.css";
import { Navigation } from "./navigation.tsx";
import { TopBar } from "./top-bar.tsx";

/** What stands around every view of somebody who is signed in. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    // As a browser does with a new document: from its top, for the eyes and for who listens.
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className={classes.frame}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <TopBar onMenu={() => setIsMenuOpen(true)} />
      <aside className={classes.side}>
        <Navigation />
      </aside>
      <Drawer
        opened={isMenuOpen}
        onClose={() => setIsMenuOpen(false)}
        title="Tollgate"
        size={264}
        lockScroll={false}
        closeButtonProps={{ "aria-label": "Close the menu" }}
      >
        <Navigation onChoice={() => setIsMenuOpen(false)} />
      </Drawer>
      <main ref={main} tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </div>
  );
}
