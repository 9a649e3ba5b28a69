import { ActionIcon, Kbd, UnstyledButton } from "@mantine/core";
import { Link } from "wouter";
import { Icon } from "../parts/icon.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { ColorSchemeButton } from "./color-scheme-button.tsx";
import { usePalette } from "./command-palette.tsx";
import { Logo } from "./logo.tsx";
import classes from "./top-bar.module.css";

export function TopBar({ onMenu }: { readonly onMenu: () => void }) {
  const openPalette = usePalette();
  return (
    <header className={classes.bar}>
      <ActionIcon
        className={classes.menu}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Open the menu"
        onClick={onMenu}
      >
        <Icon name="menu" size={20} />
      </ActionIcon>
      <Link href="/me" className={classes.brand} aria-label="Tollgate, to your overview">
        <Logo />
        <span className={classes.name}>Tollgate</span>
      </Link>
      <UnstyledButton className={classes.search} onClick={openPalette}>
        <Icon name="search" size={14} />
        <span className={classes.searchText}>Search or jump to</span>
        <Kbd size="xs" className={classes.keys}>
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <ColorSchemeButton />
      <AccountMenu />
    </header>
  );
}
