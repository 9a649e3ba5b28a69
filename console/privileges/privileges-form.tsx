import { Button, Checkbox, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Account } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Confirmation } from "../parts/confirmation.tsx";
import { Refusal } from "../parts/notices.tsx";
import { useToast } from "../parts/toasts.tsx";
import classes from "./privileges.module.css";

/** The privilege that makes its holder an operator. */
const OPERATOR = "admin";

interface Grant {
  readonly name: string;
  readonly granted: boolean;
}

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
  const [weighed, setWeighed] = useState<Grant>();
  const grant = useMutation({
    mutationFn: async ({ name, granted }: Grant) => {
      const attributes = { privileges: { [name]: { granted } } };
      if (kind === "user") await api.users.update(id, attributes);
      else await api.groups.update(id, attributes);
    },
    onSuccess: (_answer, { name, granted }) => {
      say(granted ? `${name} is granted` : `${name} is taken away`);
      setWeighed(undefined);
      if (name === another.trim()) setAnother("");
      return answers.invalidateQueries({ queryKey: [`${kind}s`, id] });
    },
  });
  /** An operator may do everything, so that nobody becomes one by a slip of the hand. */
  const decide = (change: Grant) =>
    change.name === OPERATOR && kind === "user" ? setWeighed(change) : grant.mutate(change);
  const names = [...new Set([OPERATOR, ...Object.keys(privileges)])].sort();
  return (
    <>
      <div className={classes.grid}>
        {names
          .filter((name) => kind === "user" || name !== OPERATOR)
          .map((name) => (
            <Checkbox
              key={name}
              label={name}
              description={aboutOf(name, privileges[name])}
              checked={privileges[name]?.granted === true}
              disabled={grant.isPending || privileges[name]?.inherited_from !== undefined}
              onChange={(event) => decide({ name, granted: event.currentTarget.checked })}
            />
          ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          decide({ name: another.trim(), granted: true });
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
      {weighed === undefined && <Refusal error={grant.error} />}
      {weighed !== undefined && (
        <Confirmation
          title={weighed.granted ? `Make ${id} an operator` : `${id} is to be no operator any more`}
          verb={weighed.granted ? "Grant" : "Take away"}
          typing={id}
          isPending={grant.isPending}
          error={grant.error}
          onClose={() => setWeighed(undefined)}
          onConfirm={() => grant.mutate(weighed)}
        >
          {weighed.granted
            ? "An operator may do everything on this server: read and change every account, group, key and setting."
            : "From the next call on, the account may do only what its group lets it do."}
        </Confirmation>
      )}
    </>
  );
}

function aboutOf(name: string, privilege: Privileges[string] | undefined): string | undefined {
  if (privilege?.inherited_from !== undefined) return `from the group ${privilege.inherited_from}`;
  if (name === OPERATOR) return "operator of this server: may do everything";
  return undefined;
}
