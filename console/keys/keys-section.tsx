import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { Icon } from "../parts/icon.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Empty } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { keysQuery } from "./key-answers.ts";
import { type KeyAction, KeyDialog } from "./key-dialog.tsx";
import { KeyTable } from "./key-table.tsx";

export interface KeysSectionProps {
  /** Id of the account; `me` is the viewer. */
  readonly owner: string;
  /** A person's administrators see and revoke his keys, but make none that speaks for him. */
  readonly mayMake?: boolean;
}

/** The keys of an account and all that can be done with them. */
export function KeysSection({ owner, mayMake = true }: KeysSectionProps) {
  const keys = useQuery(keysQuery(useApi(), owner));
  const [action, setAction] = useState<KeyAction>();
  const create = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setAction({ kind: "create" })}>
      New key
    </Button>
  );
  return (
    <Section
      title="Keys"
      about="Whoever has a key acts as its owner. Give each program one of its own, so that one can be replaced without the others."
      actions={mayMake ? create : undefined}
      isTable
    >
      <Loaded query={keys}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon="key" action={mayMake ? create : undefined}>
              There is no key: nothing can call the API as this account.
            </Empty>
          ) : (
            <KeyTable keys={rows} mayMake={mayMake} onAction={setAction} />
          )
        }
      </Loaded>
      {action !== undefined && (
        <KeyDialog owner={owner} action={action} onClose={() => setAction(undefined)} />
      )}
    </Section>
  );
}
