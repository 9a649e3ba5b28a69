import { Button, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { CountInput } from "../parts/count-input.tsx";
import { quotaTitle } from "../quotas/quota-names.ts";
import { type MemberDialogProps, nameOf } from "./member-dialog.ts";
import { useMemberChange } from "./use-member-change.ts";

const CAPPED = ["api_requests_daily", "api_requests_hourly", "api_requests_monthly"] as const;

/** Sets the same cap for all, or takes it away. */
export function CapDialog({ group, list, members, onClose, onDone }: MemberDialogProps) {
  const [quota, setQuota] = useState<string>(CAPPED[0]);
  const [only] = members;
  const [cap, setCap] = useState<number | string>(
    (members.length === 1 && only?.context_attributes?.quota_limits?.[quota]?.allowed) || "",
  );
  const change = useMemberChange(group, list);
  const set = (allowed: number | null) => {
    change({
      members,
      change: { quota_limits: { [quota]: { allowed } } },
      done: `${nameOf({ members, list })}: ${allowed === null ? "no cap any more" : "capped"}`,
    });
    onDone();
  };
  return (
    <Modal opened onClose={onClose} title={`Cap ${nameOf({ members, list })}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typeof cap === "number") set(cap);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            The cap holds from the next call on. What is used already counts; 0 lets nothing through.
          </Text>
          <NativeSelect
            label="Quota"
            data={CAPPED.map((value) => ({ value, label: quotaTitle(value) }))}
            value={quota}
            onChange={(event) => setQuota(event.currentTarget.value)}
          />
          <CountInput
            label="At most"
            required
            withAsterisk={false}
            data-autofocus
            value={cap}
            onChange={setCap}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => set(null)}>
              No cap
            </Button>
            <Button type="submit">Set the cap</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
