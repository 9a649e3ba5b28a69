import { NativeSelect, TextInput } from "@mantine/core";
import { useCallback } from "react";
import { Icon } from "../parts/icon.tsx";
import { useTyped } from "../parts/use-typed.ts";
import classes from "./members.module.css";
import { type MemberView, type MemberViewChange, ORDERS, SHOWN } from "./use-member-view.ts";

export interface MemberToolsProps {
  readonly view: MemberView;
  readonly onChange: (change: MemberViewChange) => void;
  readonly isManager: boolean;
  readonly isForPrograms: boolean;
}

export function MemberTools({ view, onChange, isManager, isForPrograms }: MemberToolsProps) {
  const shown = isForPrograms ? SHOWN.filter(([name]) => name === "everyone" || name === "disabled") : SHOWN;
  const search = useCallback((text: string) => onChange({ text }), [onChange]);
  return (
    <search className={classes.tools}>
      <Search text={view.text} onChange={search} />
      {isManager && (
        <NativeSelect
          label="Show"
          size="xs"
          data={shown.map(([value, label]) => ({ value, label }))}
          value={view.show}
          onChange={({ currentTarget }) => {
            const next = SHOWN.find(([name]) => name === currentTarget.value);
            if (next !== undefined) onChange({ show: next[0] });
          }}
        />
      )}
      {isManager && (
        <NativeSelect
          label="Order"
          size="xs"
          data={ORDERS.map(([value, label]) => ({ value, label }))}
          value={view.order}
          onChange={({ currentTarget }) => {
            const next = ORDERS.find(([name]) => name === currentTarget.value);
            if (next !== undefined) onChange({ order: next[0] });
          }}
        />
      )}
    </search>
  );
}

function Search({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const [typed, setTyped] = useTyped(text, onChange);
  return (
    <TextInput
      className={classes.search}
      label="Search"
      size="xs"
      type="search"
      placeholder='a name, or email:… first_name:… last_name:"de la Cruz" status:…'
      spellCheck={false}
      leftSection={<Icon name="search" size={14} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
