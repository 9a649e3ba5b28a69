import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Icon } from "../parts/icon.tsx";

/** Switches between light and dark; until it is used the system's choice holds. */
export function useColorSchemeSwitch() {
  const scheme = useComputedColorScheme("light");
  // To hold transitions back, Mantine would put a style into the page, which the security policy does not allow.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const next = scheme === "dark" ? "light" : "dark";
  return { next, toggle: () => setColorScheme(next) } as const;
}

export function ColorSchemeButton() {
  const { next, toggle } = useColorSchemeSwitch();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={`Switch to ${next} colours`}
      onClick={toggle}
    >
      <Icon name={next === "dark" ? "moon" : "sun"} size={18} />
    </ActionIcon>
  );
}
