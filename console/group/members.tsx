import { Button } from "@mantine/core";
import { useState } from "react";
import { useParams } from "wouter";
import { useStanding } from "../api/viewer.ts";
import { AddPeople } from "../members/add-people.tsx";
import { MembersSection } from "../members/members-section.tsx";
import { Icon } from "../parts/icon.tsx";
import { Page } from "../parts/page.tsx";
import { isForAdministrators } from "../shell/view.ts";

/** Members, administrators and whom invitations wait for, in one table. */
export function GroupMembers() {
  const { group = "" } = useParams();
  const standing = useStanding();
  const [isAdding, setIsAdding] = useState(false);
  const isManager = standing !== undefined && isForAdministrators(standing, group);
  return (
    <Page
      title="Members"
      actions={
        isManager && (
          <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setIsAdding(true)}>
            Add people
          </Button>
        )
      }
    >
      <MembersSection
        key={group}
        group={group}
        isManager={isManager}
        empty="There is nobody in this group yet. Add people by their addresses."
      />
      {isAdding && <AddPeople group={group} onClose={() => setIsAdding(false)} />}
    </Page>
  );
}
