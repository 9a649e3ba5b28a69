import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Group as VirusTotalGroup } from "../../src/client/objects.ts";
import { Form } from "../parts/form.tsx";
import { useGroupChange } from "./use-group-change.ts";

export interface SingleSignOnFormProps {
  readonly group: VirusTotalGroup;
  /** Only operators write it; administrators see it. */
  readonly mayWrite: boolean;
}

/** Which values of the directory's groups claim make members and administrators. */
export function SingleSignOnForm({ group, mayWrite }: SingleSignOnFormProps) {
  const [users, setUsers] = useState((group.attributes.sso_users ?? []).join("\n"));
  const [administrators, setAdministrators] = useState(
    (group.attributes.sso_administrators ?? []).join("\n"),
  );
  const change = useGroupChange(group.id);
  return (
    <Form
      verb={mayWrite ? "Save" : undefined}
      onSubmit={() =>
        change.mutate({ sso_users: linesOf(users), sso_administrators: linesOf(administrators) })
      }
      change={change}
    >
      <Textarea
        label="Make members"
        description="Values of the groups claim, one in each line. Once any group has one, people of the directory without a value lose their keys and sessions."
        rows={3}
        spellCheck={false}
        readOnly={!mayWrite}
        value={users}
        onChange={(event) => setUsers(event.currentTarget.value)}
      />
      <Textarea
        label="Make administrators"
        description="Likewise."
        rows={2}
        spellCheck={false}
        readOnly={!mayWrite}
        value={administrators}
        onChange={(event) => setAdministrators(event.currentTarget.value)}
      />
    </Form>
  );
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
