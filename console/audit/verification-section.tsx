import { Badge, Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { AuditVerification } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Refusal } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { count } from "../text/numbers.ts";

/** Walks the chain and names the first entry that was altered, removed or reordered. */
export function VerificationSection() {
  const api = useApi();
  const [expected, setExpected] = useState("");
  const verify = useMutation({ mutationFn: () => api.audit.verify(expected.trim() || undefined) });
  return (
    <Section
      title="Verification"
      about="Give the head of an earlier one, if you kept it: only so it shows whether entries were removed from the very end."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          verify.mutate();
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            label="Earlier head"
            size="xs"
            placeholder="<number>:<hash>"
            spellCheck={false}
            value={expected}
            onChange={(event) => setExpected(event.currentTarget.value)}
          />
          <Button type="submit" loading={verify.isPending}>
            Verify the chain
          </Button>
        </Group>
      </form>
      <Refusal error={verify.error} />
      {verify.data !== undefined && <Verdict verdict={verify.data} />}
    </Section>
  );
}

function Verdict({ verdict: { entries, head, first_bad: bad } }: { readonly verdict: AuditVerification }) {
  if (bad !== undefined) {
    return (
      <Text mt="sm" role="status">
        <Badge color="red">broken</Badge> At entry {bad.seq}: {bad.why}. The{" "}
        {count(entries, "entry", "entries")} before it {entries === 1 ? "is" : "are"} good.
      </Text>
    );
  }
  return (
    <Group mt="sm" gap="xs" role="status">
      <Badge color="green">whole</Badge> {count(entries, "entry", "entries")}
      {head !== undefined && <CopyButton text={head} what="the head" />}
    </Group>
  );
}
