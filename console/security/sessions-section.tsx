import { Badge, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Session } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Instant } from "../parts/instant.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Empty, Refusal } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { browserName } from "../text/browsers.ts";

/** Where an account is signed in. `me` is the viewer. */
export function SessionsSection({ owner }: { readonly owner: string }) {
  const api = useApi();
  const answers = useQueryClient();
  const queryKey = ["sessions", "of", owner];
  const sessions = useQuery({ queryKey, queryFn: () => Array.fromAsync(api.sessions.list(owner)) });
  const end = useMutation({
    mutationFn: (id: string | undefined) =>
      id === undefined ? api.sessions.revokeOthers(owner) : api.sessions.revoke(owner, id),
    // Ending one is safe to show at once: when it is refused, it comes back.
    onMutate: (id) =>
      answers.setQueryData<readonly Session[]>(queryKey, (rows) =>
        rows?.filter((row) => (id === undefined ? row.attributes.is_current : row.id !== id)),
      ),
    onSettled: () => answers.invalidateQueries({ queryKey }),
  });
  const columns: readonly Column<Session>[] = [
    { title: "Browser", cell: ({ attributes }) => <Browser client={attributes.client} /> },
    { title: "Address", isShort: true, cell: ({ attributes }) => attributes.address },
    { title: "Signed in", cell: ({ attributes }) => <SignedIn session={attributes} /> },
    {
      title: "Last seen",
      cell: ({ attributes }) => <Instant seconds={attributes.last_seen_at} withDistance />,
    },
    { title: "Ends", cell: ({ attributes }) => <Instant seconds={attributes.expires_at} /> },
    {
      title: "Actions",
      isActions: true,
      cell: ({ id, attributes }) =>
        attributes.is_current ? (
          <Badge color="green" miw="max-content">
            this one
          </Badge>
        ) : (
          <Button variant="default" onClick={() => end.mutate(id)}>
            End
          </Button>
        ),
    },
  ];
  const hasOthers = sessions.data?.some(({ attributes }) => !attributes.is_current) === true;
  return (
    <Section
      title="Sessions"
      about={
        owner === "me"
          ? "Where you are signed in. One that you do not know: end it, then change your password."
          : "Where this account is signed in."
      }
      actions={
        hasOthers && (
          <Button variant="default" onClick={() => end.mutate(undefined)}>
            End all others
          </Button>
        )
      }
      isTable
    >
      <Refusal error={end.error} />
      <Loaded query={sessions}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>Nobody is signed in.</Empty>
          ) : (
            <DataTable label="Sessions" columns={columns} rows={rows} keyOf={({ id }) => id} />
          )
        }
      </Loaded>
    </Section>
  );
}

/** What a User-Agent header says to people; in full when one points at it. */
function Browser({ client }: { readonly client: string }) {
  return <span title={client}>{browserName(client)}</span>;
}

function SignedIn({ session }: { readonly session: Session["attributes"] }) {
  return (
    <>
      <Instant seconds={session.created_at} />{" "}
      {session.method === "oidc" && <Badge color="gray">single sign-on</Badge>}
    </>
  );
}
