import { Badge, Button, Group, Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { Instant } from "../parts/instant.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Section } from "../parts/page.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { SecondFactorSetup } from "./second-factor-setup.tsx";

type Step = "set up" | "renew" | "remove";

/** The second factor of the viewer: none, or codes of an authenticator. */
export function SecondFactorSection() {
  const api = useApi();
  const answers = useQueryClient();
  const [step, setStep] = useState<Step>();
  const totp = useQuery({ queryKey: ["totp"], queryFn: () => api.totp.get("me") });
  const close = () => {
    setStep(undefined);
    for (const queryKey of [["totp"], ["users", "me"]]) void answers.invalidateQueries({ queryKey });
  };
  return (
    <Section
      title="Second factor"
      about="With it nobody signs in with your password alone: a code from an app on your phone is asked for too."
    >
      <Loaded query={totp} lines={2}>
        {({ attributes }) =>
          attributes.enabled ? (
            <Group gap="sm">
              <Badge color="green">on</Badge>
              <span>
                since <Instant seconds={attributes.enabled_at} />, {attributes.recovery_codes_left ?? 0}{" "}
                recovery codes left
              </span>
              <Button variant="default" onClick={() => setStep("renew")}>
                New recovery codes
              </Button>
              <Button variant="default" onClick={() => setStep("remove")}>
                Switch off
              </Button>
            </Group>
          ) : (
            <Group gap="sm">
              <Badge color="yellow">off</Badge>
              <Button onClick={() => setStep("set up")}>Switch it on</Button>
            </Group>
          )
        }
      </Loaded>
      {step !== undefined && <StepDialog step={step} onClose={close} />}
    </Section>
  );
}

function StepDialog({ step, onClose }: { readonly step: Step; readonly onClose: () => void }) {
  const api = useApi();
  const [codes, setCodes] = useState<readonly string[]>();
  switch (step) {
    case "set up":
      return <SecondFactorSetup onClose={onClose} />;
    case "remove":
      return (
        <PasswordDialog
          title="Switch the second factor off"
          verb="Switch off"
          isDestructive
          act={(password) => api.totp.remove("me", password)}
          onDone={onClose}
          onClose={onClose}
        />
      );
    case "renew":
      if (codes !== undefined) {
        return (
          <Modal opened onClose={onClose} title="New recovery codes">
            <RecoveryCodes codes={codes} onDone={onClose} />
          </Modal>
        );
      }
      return (
        <PasswordDialog
          title="New recovery codes"
          verb="Make them"
          act={(password) => api.totp.renewRecoveryCodes("me", password)}
          onDone={({ attributes }) => setCodes(attributes.recovery_codes ?? [])}
          onClose={onClose}
        />
      );
  }
}
