import { Button } from "@mantine/core";
import { useState } from "react";
import { useParams } from "wouter";
import { useStanding } from "../api/viewer.ts";
import { AddPrograms } from "../members/add-programs.tsx";
import { MembersSection } from "../members/members-section.tsx";
import { Icon } from "../parts/icon.tsx";
import { Page } from "../parts/page.tsx";
import { isForAdministrators } from "../shell/view.ts";

export function GroupServiceAccounts() {
  const { group = "" } = useParams();
  const standing = useStanding();
  const [isAdding, setIsAdding] = useState(false);
  const isManager = standing !== undefined && isForAdministrators(standing, group);
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
      <MembersSection
        key={group}
        group={group}
        isManager={isManager}
        isForPrograms
        empty="There is no service account yet. Make one for the first automation."
      />
      {isAdding && <AddPrograms group={group} onClose={() => setIsAdding(false)} />}
    </Page>
  );
}
