import { Button } from "@mantine/core";
import { type ComponentType, type ReactNode, useState } from "react";
import { useParams } from "wouter";
import { useStanding } from "../api/viewer.ts";
import { Icon } from "../parts/icon.tsx";
import { Page, type PageProps } from "../parts/page.tsx";
import { isForAdministrators } from "../shell/view.ts";
import { MembersSection } from "./members-section.tsx";

export interface GroupPeopleProps extends Pick<PageProps, "title" | "about"> {
  readonly isForPrograms?: boolean;
  readonly empty: ReactNode;
  /** On the button that opens the dialog. */
  readonly verb: string;
  readonly dialog: ComponentType<{ readonly group: string; readonly onClose: () => void }>;
}

/** Who belongs to a group, people or programs, and how to add more of them. */
export function GroupPeople({ verb, dialog: Dialog, isForPrograms, empty, ...page }: GroupPeopleProps) {
  const { group = "" } = useParams();
  const standing = useStanding();
  const [isAdding, setIsAdding] = useState(false);
  const isManager = standing !== undefined && isForAdministrators(standing, group);
  return (
    <Page
      {...page}
      actions={
        isManager && (
          <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setIsAdding(true)}>
            {verb}
          </Button>
        )
      }
    >
      <MembersSection
        key={group}
        group={group}
        isManager={isManager}
        {...(isForPrograms && { isForPrograms })}
        empty={empty}
      />
      {isAdding && <Dialog group={group} onClose={() => setIsAdding(false)} />}
    </Page>
  );
}
