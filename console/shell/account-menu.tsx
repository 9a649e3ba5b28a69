import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "wouter";
import { useSignOut } from "../api/session.ts";
import { useViewer } from "../api/viewer.ts";
import { Icon } from "../parts/icon.tsx";
import classes from "./account-menu.module.css";

export function AccountMenu() {
  const viewer = useViewer();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Your account">
          <Icon name="person" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {viewer !== undefined && (
          <Menu.Label>
            <span className={classes.name}>{viewer.account.id}</span>
            {viewer.account.attributes.email}
          </Menu.Label>
        )}
        <Menu.Item
          renderRoot={(root) => <Link {...root} href="/me/profile" />}
          leftSection={<Icon name="person" />}
        >
          Profile
        </Menu.Item>
        <Menu.Item
          renderRoot={(root) => <Link {...root} href="/me/security" />}
          leftSection={<Icon name="shield" />}
        >
          Security
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={signOut} leftSection={<Icon name="signOut" />}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
