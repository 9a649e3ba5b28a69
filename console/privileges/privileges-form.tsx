import { Button, Checkbox, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Account } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";
import { useToast } from "../parts/toasts.tsx";
import classes from "./privileges.module.css";

type Privileges = NonNullable<Account["attributes"]["privileges"]>;

export interface PrivilegesFormProps {
  readonly kind: "user" | "group";
  readonly id: string;
  readonly privileges: Privileges;
}

/** Grants privileges and takes them away, one by one. */
export function PrivilegesForm({ kind, id, privileges }: PrivilegesFormProps) {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const [another, setAnother] = useState("");
  const grant = useMutation({
    mutationFn: async ({ name, granted }: { readonly name: string; readonly granted: boolean }) => {
      const attributes = { privileges: { [name]: { granted } } };
      if (kind === "user") await api.users.update(id, attributes);
      else await api.groups.update(id, attributes);
    },
    onSuccess: (_answer, { name, granted }) => {
      say(granted ? `${name} is granted` : `${name} is taken away`);
      return answers.invalidateQueries({ queryKey: [`${kind}s`, id] });
    },
  });
  const names = [...new Set(["admin", ...Object.keys(privileges)])].sort();
  return (
    <>
      <div className={classes.grid}>
        {names
          .filter((name) => kind === "user" || name !== "admin")
          .map((name) => (
            <Checkbox
              key={name}
              label={name}
              description={aboutOf(name, privileges[name])}
              checked={privileges[name]?.granted === true}
              disabled={grant.isPending || privileges[name]?.inherited_from !== undefined}
              onChange={(event) => grant.mutate({ name, granted: event.currentTarget.checked })}
            />
          ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          grant.mutate({ name: another.trim(), granted: true }, { onSuccess: () => setAnother("") });
        }}
      >
        <Group gap="xs" align="flex-end" mt="sm">
          <TextInput
            label="Another one"
            size="xs"
            required
            withAsterisk={false}
            spellCheck={false}
            value={another}
            onChange={(event) => setAnother(event.currentTarget.value)}
          />
          <Button type="submit" variant="default">
            Grant
          </Button>
        </Group>
      </form>
      <Refusal error={grant.error} />
    </>
  );
}

function aboutOf(name: string, privilege: Privileges[string] | undefined): string | undefined {
  if (privilege?.inherited_from !== undefined) return `from the group ${privilege.inherited_from}`;
  if (name === "admin") return "operator of this server: may do everything";
  return undefined;
}
