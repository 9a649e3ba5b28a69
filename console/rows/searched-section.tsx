import { TextInput } from "@mantine/core";
import { type ReactNode, useCallback } from "react";
import { useSearchParams } from "wouter";
import { Icon } from "../parts/icon.tsx";
import { Section } from "../parts/page.tsx";
import { useTyped } from "../parts/use-typed.ts";
import { count } from "../text/numbers.ts";
import { AnsweredTable } from "./answered-table.tsx";
import type { AnsweredRows } from "./long-rows.ts";
import type { LongColumn } from "./long-table.tsx";
import classes from "./searched-section.module.css";

export interface SearchedSectionProps<Row> {
  readonly noun: string;
  /** Of the box for a search; without one there is none. */
  readonly placeholder?: string;
  readonly columns: readonly LongColumn<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Asks the server; undefined: for all. */
  readonly useRows: (filter: string | undefined) => AnsweredRows<Row>;
  readonly empty: ReactNode;
}

/** A collection of any length, where it can be searched by the server; the words stand in the address. */
export function SearchedSection<Row>(props: SearchedSectionProps<Row>) {
  const { noun, placeholder, columns, keyOf, useRows, empty } = props;
  const [params, setParams] = useSearchParams();
  const filter = params.get("filter") || undefined;
  const set = useCallback(
    (text: string) => setParams(text === "" ? {} : { filter: text }, { replace: true }),
    [setParams],
  );
  const [typed, setTyped] = useTyped(filter ?? "", set);
  const rows = useRows(filter);
  return (
    <Section isTable>
      {placeholder !== undefined && (
        <search className={classes.tools}>
          <TextInput
            label="Search"
            size="xs"
            type="search"
            placeholder={placeholder}
            spellCheck={false}
            leftSection={<Icon name="search" size={14} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </search>
      )}
      <AnsweredTable
        label={`All ${noun}s`}
        name={filter ?? ""}
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        empty={filter === undefined ? empty : "Nothing fits this search."}
      />
      <p className={classes.count} role="status">
        {!rows.isPending && count(rows.total, noun)}
      </p>
    </Section>
  );
}
