import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Rows beyond the edges, so that none is missing while one scrolls. */
const MARGIN = 8;
/** So near to the end of what is loaded more is asked for. */
const NEAR = 30;

export interface WindowOptions {
  readonly rows: number;
  readonly rowHeight: number;
  readonly onNearEnd: () => void;
}

export interface RowWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Of the rows in sight the first, and the one behind the last. */
  readonly first: number;
  readonly last: number;
}

/** Which rows of a long list are in sight. */
export function useWindow({ rows, rowHeight, onNearEnd }: WindowOptions): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 2 * NEAR });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const measure = () => {
      const first = Math.max(0, Math.floor(box.scrollTop / rowHeight) - MARGIN);
      const last = Math.ceil((box.scrollTop + box.clientHeight) / rowHeight) + MARGIN;
      setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    box.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", measure);
    };
  }, [rowHeight]);
  const isNearEnd = range.last + NEAR > rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever there are more rows or one has moved on.
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, rows, range.last]);
  return { scroller, ...range };
}
