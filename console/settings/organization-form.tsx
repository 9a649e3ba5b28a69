import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Group as VirusTotalGroup } from "../../src/client/objects.ts";
import { Form } from "../parts/form.tsx";
import classes from "./settings.module.css";
import { useGroupChange } from "./use-group-change.ts";

const TEXTS = [
  ["organization", "Organization"],
  ["organization_legal_name", "Legal name"],
  ["country", "Country"],
  ["country_iso", "Country code"],
  ["domain_name", "Domain"],
  ["industry", "Industry"],
] as const;

const LISTS = [
  ["contact_emails", "Contacts", "Addresses, one in each line."],
  [
    "auto_add_users",
    "Who joins by himself",
    "Addresses, or *@domain for everyone there, one in each line: new accounts with such an address join the group.",
  ],
] as const;

type Draft = Readonly<Record<string, string>>;

/** What the group is called, and whose new accounts join it. */
export function OrganizationForm({ group }: { readonly group: VirusTotalGroup }) {
  const [draft, setDraft] = useState(() => draftOf(group));
  const change = useGroupChange(group.id);
  const set = (name: string, value: string) => setDraft({ ...draft, [name]: value });
  return (
    <Form verb="Save" onSubmit={() => change.mutate(attributesOf(draft))} change={change}>
      <div className={classes.fields}>
        {TEXTS.map(([name, label]) => (
          <TextInput
            key={name}
            label={label}
            maxLength={512}
            value={draft[name] ?? ""}
            onChange={(event) => set(name, event.currentTarget.value)}
          />
        ))}
      </div>
      {LISTS.map(([name, label, description]) => (
        <Textarea
          key={name}
          label={label}
          description={description}
          rows={3}
          spellCheck={false}
          value={draft[name] ?? ""}
          onChange={(event) => set(name, event.currentTarget.value)}
        />
      ))}
    </Form>
  );
}

function draftOf({ attributes }: VirusTotalGroup): Draft {
  return Object.fromEntries([
    ...TEXTS.map(([name]) => [name, attributes[name] ?? ""] as const),
    ...LISTS.map(([name]) => [name, (attributes[name] ?? []).join("\n")] as const),
  ]);
}

function attributesOf(draft: Draft): Readonly<Record<string, unknown>> {
  const words = (text = "") => text.split(/[\s,;]+/).filter(Boolean);
  return {
    ...Object.fromEntries(TEXTS.map(([name]) => [name, draft[name]?.trim() ?? ""])),
    ...Object.fromEntries(LISTS.map(([name]) => [name, words(draft[name])])),
  };
}
