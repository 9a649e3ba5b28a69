import { isForEveryone, lazyView, type View } from "../shell/view.ts";

const common = { area: "you", isFor: isForEveryone } as const;

export const ME_VIEWS: readonly View[] = [
  {
    ...common,
    path: "/me",
    title: "Overview",
    icon: "gauge",
    Component: lazyView(() => import("./overview.tsx"), "Overview"),
  },
  {
    ...common,
    path: "/me/keys",
    title: "API keys",
    icon: "key",
    Component: lazyView(() => import("./keys.tsx"), "MyKeys"),
  },
  {
    ...common,
    path: "/me/profile",
    title: "Profile",
    icon: "person",
    Component: lazyView(() => import("./profile.tsx"), "Profile"),
  },
  {
    ...common,
    path: "/me/security",
    title: "Security",
    icon: "shield",
    Component: lazyView(() => import("./security.tsx"), "Security"),
  },
];
