/** The first `count` items; asks for no more of them than that. */
export async function firstOf<Item>(items: AsyncGenerator<Item>, count: number): Promise<Item[]> {
  const first: Item[] = [];
  for await (const item of items) {
    first.push(item);
    if (first.length >= count) break;
  }
  return first;
}
