import { isForOperators, lazyView, type View } from "../shell/view.ts";

const common = { area: "operator", isFor: isForOperators } as const;

export const OPERATOR_VIEWS: readonly View[] = [
  {
    ...common,
    path: "/operator/groups",
    title: "Groups",
    icon: "building",
    Component: lazyView(() => import("./groups.tsx"), "OperatorGroups"),
  },
  {
    ...common,
    path: "/operator/groups/:group",
    title: "Group",
    Component: lazyView(() => import("./group.tsx"), "OperatorGroup"),
  },
  {
    ...common,
    path: "/operator/users",
    title: "Users",
    icon: "person",
    Component: lazyView(() => import("./users.tsx"), "OperatorUsers"),
  },
  {
    ...common,
    path: "/operator/users/:user",
    title: "User",
    Component: lazyView(() => import("./user.tsx"), "OperatorUser"),
  },
  {
    ...common,
    path: "/operator/refusals",
    title: "All refused calls",
    icon: "stop",
    Component: lazyView(() => import("./refusals.tsx"), "OperatorRefusals"),
  },
  {
    ...common,
    path: "/operator/upstreams",
    title: "Upstream",
    icon: "heart",
    Component: lazyView(() => import("./upstreams.tsx"), "OperatorUpstreams"),
  },
  {
    ...common,
    path: "/operator/audit",
    title: "Audit",
    icon: "shield",
    Component: lazyView(() => import("./audit.tsx"), "OperatorAudit"),
  },
  {
    ...common,
    path: "/operator/settings",
    title: "Settings in force",
    icon: "settings",
    Component: lazyView(() => import("./settings.tsx"), "OperatorSettings"),
  },
];
