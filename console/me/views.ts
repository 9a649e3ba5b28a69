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
];
