import { isForAdministrators, isForMembers, lazyView, type View } from "../shell/view.ts";

const common = { area: "group", isFor: isForAdministrators } as const;

export const GROUP_VIEWS: readonly View[] = [
  {
    ...common,
    path: "/groups/:group/members",
    title: "Members",
    icon: "people",
    isFor: isForMembers,
    Component: lazyView(() => import("./members.tsx"), "GroupMembers"),
  },
  {
    ...common,
    path: "/groups/:group/members/:user",
    title: "Member",
    Component: lazyView(() => import("./member.tsx"), "GroupMember"),
  },
  {
    ...common,
    path: "/groups/:group/service-accounts",
    title: "Service accounts",
    icon: "robot",
    isFor: isForMembers,
    Component: lazyView(() => import("./service-accounts.tsx"), "GroupServiceAccounts"),
  },
  {
    ...common,
    path: "/groups/:group/service-accounts/:account",
    title: "Service account",
    Component: lazyView(() => import("./service-account.tsx"), "GroupServiceAccount"),
  },
  {
    ...common,
    path: "/groups/:group/keys",
    title: "All keys",
    icon: "key",
    Component: lazyView(() => import("./keys.tsx"), "GroupKeys"),
  },
  {
    ...common,
    path: "/groups/:group/quotas",
    title: "Quotas",
    icon: "gauge",
    Component: lazyView(() => import("./quotas.tsx"), "GroupQuotas"),
  },
  {
    ...common,
    path: "/groups/:group/usage",
    title: "Usage",
    icon: "bars",
    Component: lazyView(() => import("./usage.tsx"), "GroupUsage"),
  },
  {
    ...common,
    path: "/groups/:group/refusals",
    title: "Refused calls",
    icon: "stop",
    Component: lazyView(() => import("./refusals.tsx"), "GroupRefusals"),
  },
  {
    ...common,
    path: "/groups/:group/activity",
    title: "Activity",
    icon: "activity",
    Component: lazyView(() => import("./activity.tsx"), "GroupActivity"),
  },
  {
    ...common,
    path: "/groups/:group/settings",
    title: "Settings",
    icon: "settings",
    Component: lazyView(() => import("./settings.tsx"), "GroupSettings"),
  },
];
