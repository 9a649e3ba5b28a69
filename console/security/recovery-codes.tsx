import { Button, Group, Stack, Text } from "@mantine/core";
import { CopyButton } from "../parts/copy-button.tsx";
import { saveFile } from "../parts/save-file.ts";
import classes from "./security.module.css";

export interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const text = `${codes.join("\n")}\n`;
  return (
    <Stack gap="sm">
      <Text size="sm">
        Keep these where your phone is not. Each lets you in once when the phone is lost, and they are shown
        this once.
      </Text>
      <ul className={classes.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code className={classes.code}>{code}</code>
          </li>
        ))}
      </ul>
      <Group justify="flex-end" gap="xs">
        <CopyButton text={text} what="codes" />
        <Button variant="default" onClick={() => saveFile("tollgate-recovery-codes.txt", "text/plain", text)}>
          Save as a file
        </Button>
        <Button onClick={onDone}>I have them</Button>
      </Group>
    </Stack>
  );
}
