import { NumberInput, Switch } from "@mantine/core";
import { useState } from "react";
import type { Group as VirusTotalGroup } from "../../src/client/objects.ts";
import { Form } from "../parts/form.tsx";
import { useGroupChange } from "./use-group-change.ts";

export function KeyPolicyForm({ group }: { readonly group: VirusTotalGroup }) {
  const policy = group.attributes.key_policy ?? {};
  const [age, setAge] = useState<number | string>(policy.maximum_age_days ?? "");
  const [mustExpire, setMustExpire] = useState(policy.expiration_required === true);
  const [mustBeBound, setMustBeBound] = useState(policy.allowed_addresses_required === true);
  const change = useGroupChange(group.id);
  return (
    <Form
      verb="Save"
      onSubmit={() =>
        change.mutate({
          key_policy: {
            maximum_age_days: typeof age === "number" ? age : null,
            expiration_required: mustExpire,
            allowed_addresses_required: mustBeBound,
          },
        })
      }
      change={change}
    >
      <NumberInput
        label="Greatest age in days"
        description="Empty: a key may grow as old as it likes."
        min={1}
        max={3650}
        allowDecimal={false}
        hideControls
        maw={260}
        value={age}
        onChange={setAge}
      />
      <Switch
        label="Every key must expire"
        checked={mustExpire}
        onChange={(event) => setMustExpire(event.currentTarget.checked)}
      />
      <Switch
        label="Every key must be bound to addresses"
        checked={mustBeBound}
        onChange={(event) => setMustBeBound(event.currentTarget.checked)}
      />
    </Form>
  );
}
