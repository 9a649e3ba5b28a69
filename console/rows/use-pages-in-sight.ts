import { useCallback, useEffect, useRef, useState } from "react";

/** How long the scroll bar must rest at a far place before that is asked for: on the way there nothing is. */
const REST_MS = 60;

interface Span {
  readonly first: number;
  readonly last: number;
}

const START: Span = { first: 0, last: 0 };

/** Which pages of a list are in sight, one above and one below included. Another name is another list, seen from its start. */
export function usePagesInSight(name: string, pageRows: number) {
  const [sight, setSight] = useState({ name, span: START });
  const span = sight.name === name ? sight.span : START;
  const current = useRef(span);
  current.current = span;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onSight = useCallback(
    (firstRow: number, lastRow: number) => {
      const next = {
        first: Math.max(0, Math.floor(firstRow / pageRows) - 1),
        last: Math.floor(Math.max(firstRow, lastRow - 1) / pageRows) + 1,
      };
      clearTimeout(timer.current);
      const { first, last } = current.current;
      if (next.first === first && next.last === last) return;
      const isNear = next.first <= last + 1 && next.last >= first - 1;
      const look = () => setSight({ name, span: next });
      if (isNear) look();
      else timer.current = setTimeout(look, REST_MS);
    },
    [name, pageRows],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  const pages = Array.from({ length: span.last - span.first + 1 }, (_page, at) => span.first + at);
  return { pages, onSight };
}
