import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Account } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { viewerQuery } from "../api/viewer.ts";
import { Facts } from "../parts/facts.tsx";
import { Instant } from "../parts/instant.tsx";
import { TextLink } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Refusal } from "../parts/notices.tsx";
import { Page, Section } from "../parts/page.tsx";
import { useToast } from "../parts/toasts.tsx";

/** How others see one. */
export function Profile() {
  const viewer = useQuery(viewerQuery(useApi()));
  return (
    <Page title="Profile">
      <Section title="Account">
        <Loaded query={viewer}>
          {({ account, group, isAdministrator, isOperator }) => (
            <Facts
              facts={[
                ["Username", account.id],
                ["E-mail address", account.attributes.email ?? ""],
                ["Member since", <Instant key="since" seconds={account.attributes.user_since} />],
                [
                  "Group",
                  group === undefined ? (
                    "none: ask an administrator to add your address"
                  ) : (
                    <TextLink key="group" to={`/groups/${encodeURIComponent(group)}/members`}>
                      {group}
                    </TextLink>
                  ),
                ],
                ["Role", roleOf(isAdministrator, isOperator)],
              ]}
            />
          )}
        </Loaded>
      </Section>
      <Section title="What others see">
        <Loaded query={viewer}>{({ account }) => <ProfileForm account={account} />}</Loaded>
      </Section>
    </Page>
  );
}

function roleOf(isAdministrator: boolean, isOperator: boolean): string {
  const roles = [
    ...(isOperator ? ["operator of this server"] : []),
    ...(isAdministrator ? ["administrator of the group"] : []),
  ];
  return roles.length === 0 ? "member" : roles.join(", ");
}

function ProfileForm({ account: { attributes } }: { readonly account: Account }) {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const [names, setNames] = useState({
    first_name: attributes.first_name ?? "",
    last_name: "last_name" in attributes ? (attributes.last_name ?? "") : "",
    profile_phrase: attributes.profile_phrase ?? "",
  });
  const save = useMutation({
    mutationFn: () => api.users.update("me", names),
    onSuccess: () => {
      say("Your profile is saved");
      return answers.invalidateQueries({ queryKey: ["users", "me"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="sm" maw={560}>
        <Group grow gap="sm">
          <TextInput
            label="First name"
            maxLength={512}
            value={names.first_name}
            onChange={({ currentTarget }) => setNames({ ...names, first_name: currentTarget.value })}
          />
          <TextInput
            label="Last name"
            maxLength={512}
            value={names.last_name}
            onChange={({ currentTarget }) => setNames({ ...names, last_name: currentTarget.value })}
          />
        </Group>
        <Textarea
          label="About you"
          maxLength={512}
          rows={2}
          value={names.profile_phrase}
          onChange={({ currentTarget }) => setNames({ ...names, profile_phrase: currentTarget.value })}
        />
        <Refusal error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
