import { useCallback, useState } from "react";
import { sentenceOf } from "../parts/notices.tsx";
import { useFailureToast } from "../parts/toasts.tsx";
import type { Selection } from "../rows/selection.tsx";
import type { SparseRows } from "../rows/use-sparse-rows.ts";
import { amount } from "../text/numbers.ts";

/** So many can be selected at once: what is selected is loaded. */
const ALL_MAX = 5000;

/** What is selected of a list of which only a part may be loaded. */
export function useSelection<Row>(rows: SparseRows<Row>, keyOf: (row: Row) => string) {
  const [selected, setSelected] = useState<ReadonlyMap<string, Row>>(new Map());
  const sayFailure = useFailureToast();
  const clear = useCallback(() => setSelected(new Map()), []);
  const onToggle = useCallback(
    (key: string, row: Row) =>
      setSelected((before) => {
        const after = new Map(before);
        if (!after.delete(key)) after.set(key, row);
        return after;
      }),
    [],
  );
  const areAll = rows.total > 0 && selected.size === rows.total;
  const selectAll = async () => {
    try {
      const all = await rows.readAll();
      setSelected(new Map(all.map((row) => [keyOf(row), row])));
    } catch (error) {
      sayFailure(`${sentenceOf(error)} Nothing more is selected.`);
    }
  };
  const selection: Selection<Row> = {
    selected,
    onToggle,
    areAll,
    onToggleAll: () => (areAll || rows.total > ALL_MAX ? clear() : void selectAll()),
    tooMany:
      rows.total > ALL_MAX ? `To select all, search for ${amount(ALL_MAX)} of them or fewer` : undefined,
  };
  return { selection, clear };
}
