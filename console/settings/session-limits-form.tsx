import { NumberInput } from "@mantine/core";
import { useState } from "react";
import type { Group as VirusTotalGroup } from "../../src/client/objects.ts";
import { Form } from "../parts/form.tsx";
import { useGroupChange } from "./use-group-change.ts";

/** How soon members have to sign in again, where that is stricter than the server is. */
export function SessionLimitsForm({ group }: { readonly group: VirusTotalGroup }) {
  const { session_idle_minutes: idleMinutes, session_hours: hours } = group.attributes;
  const [idle, setIdle] = useState<number | string>(idleMinutes ?? "");
  const [whole, setWhole] = useState<number | string>(hours ?? "");
  const change = useGroupChange(group.id);
  return (
    <Form
      verb="Save"
      onSubmit={() =>
        change.mutate({
          session_idle_minutes: typeof idle === "number" ? idle : null,
          session_hours: typeof whole === "number" ? whole : null,
        })
      }
      change={change}
    >
      <NumberInput
        label="Minutes without a call"
        description="Empty: as the server has it."
        min={5}
        max={10_080}
        allowDecimal={false}
        hideControls
        maw={260}
        value={idle}
        onChange={setIdle}
      />
      <NumberInput
        label="Hours in all"
        description="Empty: as the server has it."
        min={1}
        max={720}
        allowDecimal={false}
        hideControls
        maw={260}
        value={whole}
        onChange={setWhole}
      />
    </Form>
  );
}
