/** Something that has a place of its own below /api/v3; what it says is derived when somebody asks. */
export interface Item {
  readonly type: string;
  /** Where objects of its kind are found, e.g. `files` or `private/files`. */
  readonly collection: string;
  readonly id: string;
  attributes(): Readonly<Record<string, unknown>>;
}

/** An item of a list. Lists go from the greatest key to the least, so that a new item never shifts a page. */
export interface Entry {
  readonly key: number;
  readonly item: Item;
}

/** A list that never changes, in the order given. */
export function entriesOf(items: readonly Item[]): Entry[] {
  return items.map((item, index) => ({ key: items.length - index, item }));
}
