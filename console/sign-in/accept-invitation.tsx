import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "wouter";
import { useApi } from "../api/api.tsx";
import { ButtonLink } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { ShownOnce } from "../parts/shown-once.tsx";
import { AcceptanceForm } from "./acceptance-form.tsx";
import { Door } from "./door.tsx";

/** Where the link of an invitation leads. */
export function AcceptInvitation() {
  const api = useApi();
  const { token = "" } = useParams();
  const [key, setKey] = useState<string>();
  const invitation = useQuery({
    queryKey: ["invitations", token],
    queryFn: () => api.invitations.open(token),
    // Once it is accepted it is gone, but the page still tells of it.
    enabled: key === undefined,
  });
  if (key !== undefined) {
    return (
      <Door title="Welcome" about="Your account is made, you are signed in, and this is your first API key.">
        <ShownOnce what="key" text={key} />
        <p>
          <ButtonLink to="/me" size="sm" fullWidth>
            Go on to your overview
          </ButtonLink>
        </p>
      </Door>
    );
  }
  return (
    <Door title="You are invited">
      <Loaded query={invitation} lines={3}>
        {({ attributes }) => (
          <>
            <p>
              <strong>{attributes.organization || attributes.group}</strong> invites {attributes.email} to be{" "}
              {attributes.administrator ? "an administrator" : "a member"} of the group{" "}
              <strong>{attributes.group}</strong>.
            </p>
            <AcceptanceForm token={token} onAccepted={setKey} />
          </>
        )}
      </Loaded>
    </Door>
  );
}
