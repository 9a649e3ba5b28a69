import { NativeSelect, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { useSearchParams } from "wouter";
import { AUDIT_ACTIONS } from "../../src/names/audit-actions.ts";
import { useTyped } from "../parts/use-typed.ts";
import classes from "./activity.module.css";
import { actionTitle, type FILTERS } from "./filter.ts";

type FilterName = (typeof FILTERS)[number];

export function ActivityFilters() {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (name: FilterName, value: string) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === "") after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  const actions = AUDIT_ACTIONS.map((action) => ({ value: action, label: actionTitle(action) }));
  return (
    <search className={classes.filters}>
      <NativeSelect
        label="Action"
        size="xs"
        data={[{ value: "", label: "all" }, ...actions]}
        value={params.get("action") ?? ""}
        onChange={(event) => set("action", event.currentTarget.value)}
      />
      <Words label="By" name="user" value={params.get("user") ?? ""} onChange={set} />
      <Words label="On" name="target" value={params.get("target") ?? ""} onChange={set} />
      <TextInput
        label="Day (UTC)"
        size="xs"
        type="date"
        value={params.get("date") ?? ""}
        onChange={(event) => set("date", event.currentTarget.value)}
      />
    </search>
  );
}

interface WordsProps {
  readonly label: string;
  readonly name: FilterName;
  readonly value: string;
  readonly onChange: (name: FilterName, value: string) => void;
}

/** Counts once one pauses in typing. */
function Words({ label, name, value, onChange }: WordsProps) {
  const settled = useCallback((text: string) => onChange(name, text), [name, onChange]);
  const [typed, setTyped] = useTyped(value, settled);
  return (
    <TextInput
      label={label}
      size="xs"
      placeholder="an id, exactly"
      spellCheck={false}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
