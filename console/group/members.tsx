import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "wouter";
import { useApi } from "../api/api.tsx";
import { viewerQuery } from "../api/viewer.ts";
import { AddPeople } from "../members/add-people.tsx";
import { MembersSection } from "../members/members-section.tsx";
import { Icon } from "../parts/icon.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page } from "../parts/page.tsx";
import { isForAdministrators } from "../shell/view.ts";

/** Members, administrators and whom invitations wait for, in one table. */
export function GroupMembers() {
  const { group = "" } = useParams();
  const viewer = useQuery(viewerQuery(useApi()));
  const [isAdding, setIsAdding] = useState(false);
  const isManager = viewer.data !== undefined && isForAdministrators(viewer.data, group);
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
      {/* What is asked for depends on who looks: a plain member may not ask for invitations. */}
      <Loaded query={viewer} lines={6}>
        {() => (
          <MembersSection
            key={group}
            group={group}
            isManager={isManager}
            empty="There is nobody in this group yet. Add people by their addresses."
          />
        )}
      </Loaded>
      {isAdding && <AddPeople group={group} onClose={() => setIsAdding(false)} />}
    </Page>
  );
}
