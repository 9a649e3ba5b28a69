interface FieldsQuery {
  readonly attributes?: readonly string[] | undefined;
  readonly exclude_attributes?: readonly string[] | undefined;
}

interface Presented {
  readonly attributes: object;
}

/** The object with only the attributes that `?attributes=` and `?exclude_attributes=` leave. */
export function selectFields<Item extends Presented>(query: FieldsQuery, item: Item): Item {
  const { attributes: only, exclude_attributes: without } = query;
  if (!isGiven(only) && !isGiven(without)) return item;
  const kept = Object.entries(item.attributes).filter(
    ([name]) => (!isGiven(only) || only.includes(name)) && !without?.includes(name),
  );
  return { ...item, attributes: Object.fromEntries(kept) };
}

/** Whether a caller wants an attribute, so that a dear one is not worked out in vain. */
export function wantsAttribute(query: FieldsQuery, name: string): boolean {
  const { attributes: only, exclude_attributes: without } = query;
  return (!isGiven(only) || only.includes(name)) && !without?.includes(name);
}

function isGiven(names: readonly string[] | undefined): names is readonly string[] {
  return names !== undefined && names.length > 0;
}
