import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { Totp } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Waiting } from "../parts/loaded.tsx";
import { Refusal } from "../parts/notices.tsx";
import { PasswordQuestion } from "./password-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import classes from "./security.module.css";

const QrCode = lazy(async () => ({ default: (await import("./qr-code.tsx")).QrCode }));

/** The password, then the secret for the authenticator, then a code from it, then the recovery codes. */
export function SecondFactorSetup({ onClose }: { readonly onClose: () => void }) {
  const api = useApi();
  const [secret, setSecret] = useState<Totp>();
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <Modal opened onClose={onClose} title="Switch the second factor on">
      {secret === undefined && (
        <PasswordQuestion
          verb="Go on"
          act={(password) => api.totp.begin("me", password)}
          onDone={setSecret}
        />
      )}
      {secret !== undefined && codes === undefined && <Confirmation secret={secret} onCodes={setCodes} />}
      {codes !== undefined && <RecoveryCodes codes={codes} onDone={onClose} />}
    </Modal>
  );
}

interface ConfirmationProps {
  readonly secret: Totp;
  readonly onCodes: (codes: readonly string[]) => void;
}

function Confirmation({ secret: { attributes }, onCodes }: ConfirmationProps) {
  const api = useApi();
  const [code, setCode] = useState("");
  const confirm = useMutation({
    mutationFn: () => api.totp.confirm("me", code.trim()),
    onSuccess: (answer) => onCodes(answer.attributes.recovery_codes ?? []),
  });
  const secret = attributes.secret ?? "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">Scan this with your authenticator app, then type the code that it shows.</Text>
        <Suspense fallback={<Waiting lines={2} />}>
          <QrCode text={attributes.otpauth_uri ?? ""} />
        </Suspense>
        <Group gap="xs">
          <code className={classes.code}>{secret}</code>
          <CopyButton text={secret} what="secret" />
        </Group>
        <TextInput
          label="Code"
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Refusal error={confirm.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={confirm.isPending}>
            Switch it on
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
