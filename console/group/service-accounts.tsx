import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "wouter";
import { useApi } from "../api/api.tsx";
import { viewerQuery } from "../api/viewer.ts";
import { AddPrograms } from "../members/add-programs.tsx";
import { MembersSection } from "../members/members-section.tsx";
import { Icon } from "../parts/icon.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { isForAdministrators } from "../shell/view.ts";

export function GroupServiceAccounts() {
  const { group = "" } = useParams();
  const viewer = useQuery(viewerQuery(useApi()));
  const [isAdding, setIsAdding] = useState(false);
  const isManager = viewer.data !== undefined && isForAdministrators(viewer.data, group);
  return (
    <Page
      title="Service accounts"
      about="Programs with keys, roles and caps of their own: give each automation one, so that it can be told apart, capped and replaced."
      actions={
        isManager && (
          <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setIsAdding(true)}>
            New service account
          </Button>
        )
      }
    >
      {/* What is asked for depends on who looks: a plain member may not ask for invitations. */}
      <Loaded query={viewer} lines={6}>
        {() => (
          <MembersSection
            key={group}
            group={group}
            isManager={isManager}
            isForPrograms
            empty="There is no service account yet. Make one for the first automation."
          />
        )}
      </Loaded>
      {isAdding && <AddPrograms group={group} onClose={() => setIsAdding(false)} />}
    </Page>
  );
}
