/** Which rows are selected, by their keys, and what becomes of them. */
export interface Selection<Row> {
  readonly selected: ReadonlyMap<string, Row>;
  readonly onToggle: (key: string, row: Row) => void;
  /** All that fit, or none any more. */
  readonly onToggleAll: () => void;
  readonly areAll: boolean;
  /** Why not all can be selected; undefined when they can. */
  readonly tooMany: string | undefined;
}

export function AllBox<Row>({ selection }: { readonly selection: Selection<Row> }) {
  const { selected, areAll, tooMany, onToggleAll } = selection;
  return (
    <input
      type="checkbox"
      aria-label={tooMany ?? "Select all"}
      title={tooMany ?? "Select all"}
      disabled={tooMany !== undefined && selected.size === 0}
      checked={areAll}
      ref={(box) => {
        if (box !== null) box.indeterminate = !areAll && selected.size > 0;
      }}
      onChange={onToggleAll}
    />
  );
}

export interface RowBoxProps<Row> {
  readonly row: Row;
  readonly name: string;
  readonly isSelected: boolean;
  readonly onToggle: Selection<Row>["onToggle"] | undefined;
}

export function RowBox<Row>({ row, name, isSelected, onToggle }: RowBoxProps<Row>) {
  return (
    <input
      type="checkbox"
      aria-label={`Select ${name}`}
      checked={isSelected}
      onChange={() => onToggle?.(name, row)}
    />
  );
}
