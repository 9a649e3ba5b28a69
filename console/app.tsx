import { MantineProvider } from "@mantine/core";
import { Suspense } from "react";
import { Redirect, Route, Router, Switch, useLocation, useSearch } from "wouter";
import { ApiProvider, type Connected } from "./api/api.tsx";
import { useSession } from "./api/session.ts";
import { useWatchedSession } from "./api/watch-session.ts";
import { Waiting } from "./parts/loaded.tsx";
import { Toasts } from "./parts/toasts.tsx";
import { CommandPalette } from "./shell/command-palette.tsx";
import { ErrorBoundary } from "./shell/error-boundary.tsx";
import { Frame } from "./shell/frame.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { VIEWS } from "./shell/views.ts";
import { DOORS } from "./sign-in/doors.ts";
import { signInAddress } from "./sign-in/return-to.ts";
import { theme } from "./theme.ts";

export function App(connected: Connected) {
  const base = new URL(".", document.baseURI).pathname.replace(/\/$/, "");
  return (
    // All styles come from files: what would be made at run time is left out.
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <ApiProvider {...connected}>
        <Toasts>
          <Router base={base}>
            <Switch>
              {DOORS.map(({ path, Component }) => (
                <Route key={path} path={path}>
                  <Suspense fallback={<Waiting />}>
                    <Component />
                  </Suspense>
                </Route>
              ))}
              <Route>
                <SignedIn />
              </Route>
            </Switch>
          </Router>
        </Toasts>
      </ApiProvider>
    </MantineProvider>
  );
}

/** Asks who is signed in and for what the view shows at the same time. */
function SignedIn() {
  const session = useSession();
  const [path] = useLocation();
  const search = useSearch();
  useWatchedSession(session, path);
  if (session === null) return <Redirect to={signInAddress(path, search)} replace />;
  return (
    <CommandPalette>
      <Frame>
        <ErrorBoundary place={path}>
          <Suspense fallback={<Waiting />}>
            <Switch>
              <Route path="/">
                <Redirect to="/me" replace />
              </Route>
              {VIEWS.map(({ path: pattern, Component }) => (
                <Route key={pattern} path={pattern}>
                  <Component />
                </Route>
              ))}
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </Frame>
    </CommandPalette>
  );
}
