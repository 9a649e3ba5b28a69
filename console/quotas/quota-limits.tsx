import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { QuotaAttribute } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { CountInput } from "../parts/count-input.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Refusal } from "../parts/notices.tsx";
import { useToast } from "../parts/toasts.tsx";
import { amount } from "../text/numbers.ts";
import { compareQuotas, isUncapped, quotaTitle } from "./quota-names.ts";
import classes from "./quotas.module.css";

export interface QuotaLimitsProps {
  readonly kind: "user" | "group";
  readonly id: string;
  readonly quotas: QuotaAttribute;
}

type Row = readonly [name: string, quota: QuotaAttribute[string]];

/** Every quota with its limit, each to be changed. */
export function QuotaLimits({ kind, id, quotas }: QuotaLimitsProps) {
  const [edited, setEdited] = useState<string>();
  const rows: readonly Row[] = Object.entries(quotas).sort(([a], [b]) => compareQuotas(a, b));
  const columns: readonly Column<Row>[] = [
    {
      title: "Quota",
      cell: ([name]) => (
        <>
          {quotaTitle(name)} <span className={classes.dim}>{name}</span>
        </>
      ),
    },
    { title: "Used", isNumber: true, cell: ([, { used }]) => amount(used) },
    {
      title: "Allowed",
      isNumber: true,
      cell: ([name, { allowed }]) => (isUncapped(name, allowed) ? "no limit" : amount(allowed)),
    },
    {
      title: "Change",
      isActions: true,
      cell: ([name]) => (
        <Button variant="default" aria-label={`Change ${quotaTitle(name)}`} onClick={() => setEdited(name)}>
          Change
        </Button>
      ),
    },
  ];
  return (
    <>
      <DataTable label="Quotas" columns={columns} rows={rows} keyOf={([name]) => name} />
      <div className={classes.other}>
        <Button variant="default" onClick={() => setEdited("")}>
          Another quota
        </Button>
      </div>
      {edited !== undefined && (
        <LimitDialog kind={kind} id={id} name={edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

interface LimitDialogProps extends Pick<QuotaLimitsProps, "kind" | "id"> {
  /** Empty: to be named. */
  readonly name: string;
  readonly onClose: () => void;
}

function LimitDialog({ kind, id, name: given, onClose }: LimitDialogProps) {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const [name, setName] = useState(given);
  const [limit, setLimit] = useState<number | string>("");
  const set = useMutation({
    mutationFn: (allowed: number | null) => api.quotas.set(kind, id, { [name.trim()]: allowed }),
    onSuccess: async () => {
      say("The limit is set");
      await answers.invalidateQueries({ queryKey: [`${kind}s`, id] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={given === "" ? "Another quota" : quotaTitle(given)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typeof limit === "number") set.mutate(limit);
        }}
      >
        <Stack gap="sm">
          {given === "" && (
            <TextInput
              label="Name"
              description="Its ending says how it is counted: _per_minute, _hourly, _daily or _monthly."
              required
              withAsterisk={false}
              spellCheck={false}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <CountInput
            label="Allowed"
            required
            withAsterisk={false}
            data-autofocus
            value={limit}
            onChange={setLimit}
          />
          <Refusal error={set.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => set.mutate(null)}>
              No limit of its own
            </Button>
            <Button type="submit" loading={set.isPending}>
              Set the limit
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
