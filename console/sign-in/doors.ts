import { lazyView, type View } from "../shell/view.ts";

/** Views for whoever is not signed in. */
export const DOORS: readonly Pick<View, "path" | "Component">[] = [
  { path: "/sign-in", Component: lazyView(() => import("./sign-in.tsx"), "SignIn") },
  {
    path: "/forgotten-password",
    Component: lazyView(() => import("./forgotten-password.tsx"), "ForgottenPassword"),
  },
  { path: "/reset-password", Component: lazyView(() => import("./reset-password.tsx"), "ResetPassword") },
  {
    path: "/invitations/:token",
    Component: lazyView(() => import("./accept-invitation.tsx"), "AcceptInvitation"),
  },
];
