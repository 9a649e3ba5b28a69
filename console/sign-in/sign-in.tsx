import { Button, Divider, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { ClientError } from "../../src/client/client-error.ts";
import type { Session, SessionChallenge } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { SESSION } from "../api/keys.ts";
import { forgetStanding } from "../api/standing.ts";
import { TextLink } from "../parts/links.tsx";
import { Refusal } from "../parts/notices.tsx";
import { CodeForm } from "./code-form.tsx";
import { Door } from "./door.tsx";
import { PasswordForm } from "./password-form.tsx";
import { returnTo } from "./return-to.ts";
import { refusalSentence } from "./sso-refusals.ts";

/** The page that everyone comes to who is not signed in: the password first, then a code where there is a second factor. */
export function SignIn() {
  const [challenge, setChallenge] = useState<string>();
  const [, navigate] = useLocation();
  const answers = useQueryClient();
  const target = returnTo(useSearch());
  const onAnswer = (answer: Session | SessionChallenge) => {
    if (answer.type === "session_challenge") return setChallenge(answer.id);
    // Of whoever was here before.
    forgetStanding();
    answers.clear();
    answers.setQueryData(SESSION, answer);
    navigate(target, { replace: true });
  };
  if (challenge !== undefined) {
    return (
      <Door
        title="One more step"
        about="Enter the code that your authenticator shows now, or one of your recovery codes."
      >
        <CodeForm challenge={challenge} onAnswer={onAnswer} onStartOver={() => setChallenge(undefined)} />
      </Door>
    );
  }
  return (
    <Door title="Sign in">
      <SingleSignOn target={target} />
      <PasswordForm onAnswer={onAnswer} />
      <p>
        <TextLink to="/forgotten-password">Forgotten password?</TextLink>
      </p>
    </Door>
  );
}

/** The identity provider, where there is one, and why it sent somebody back. */
function SingleSignOn({ target }: { readonly target: string }) {
  const api = useApi();
  const refusal = new URLSearchParams(useSearch()).get("error");
  const methods = useQuery({ queryKey: ["sign_in_methods"], queryFn: () => api.sessions.methods() });
  const oidc = methods.data?.attributes.oidc;
  return (
    <Stack gap="sm">
      {refusal !== null && <Refusal error={new ClientError("SignInRefused", refusalSentence(refusal), 0)} />}
      {oidc !== undefined && (
        <>
          <Button
            component="a"
            href={`${oidc.start_url}?return_to=${encodeURIComponent(target)}`}
            variant="default"
            size="sm"
            fullWidth
          >
            Continue with {oidc.name}
          </Button>
          <Divider label="or with your password" />
        </>
      )}
    </Stack>
  );
}
