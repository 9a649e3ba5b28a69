import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Refusal } from "../parts/notices.tsx";
import type { EditedKeyProps } from "./edited-key.tsx";
import { useKeyChange } from "./key-answers.ts";
import { MadeKey } from "./new-key.tsx";

const OVERLAPS = [
  { value: "0", label: "stops at once: it is lost or stolen" },
  { value: "3600", label: "works for one more hour" },
  { value: "86400", label: "works for one more day" },
  { value: "604800", label: "works for one more week" },
  { value: "2592000", label: "works for 30 more days" },
];
const OVERLAP_DEFAULT = "86400";

/** A new key like the old one, which goes on for a while, so that nothing stands still meanwhile. */
export function RotatedKey({ owner, apiKey, onDone }: EditedKeyProps) {
  const [overlap, setOverlap] = useState(OVERLAP_DEFAULT);
  const rotate = useKeyChange(owner, (api, seconds: number) => api.keys.rotate(owner, apiKey.id, seconds));
  if (rotate.data !== undefined)
    return <MadeKey text={rotate.data.attributes.apikey ?? ""} onDone={onDone} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rotate.mutate(Number(overlap));
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          You get a new key with the label, the limits and the expiry of this one. Put it where the old one is
          used before that stops.
        </Text>
        <NativeSelect
          label="The old key"
          data={OVERLAPS}
          value={overlap}
          onChange={(event) => setOverlap(event.currentTarget.value)}
        />
        <Refusal error={rotate.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={rotate.isPending}>
            Rotate
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
