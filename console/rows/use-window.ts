import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Rows beyond the edges, so that none is missing while one scrolls. */
const MARGIN = 8;
/** Drawn before anybody has measured how many have room. */
const FIRST_ROWS = 40;

export interface WindowOptions {
  /** Another one is another list, which is seen from its start. */
  readonly name: string;
  readonly rowHeight: number;
  readonly onSight: (first: number, last: number) => void;
}

export interface RowWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Of the rows in sight the first, and the one behind the last. */
  readonly first: number;
  readonly last: number;
}

/** Which rows of a long list are in sight. */
export function useWindow({ name, rowHeight, onSight }: WindowOptions): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: FIRST_ROWS });
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its start.
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  }, [name]);
  useEffect(() => onSight(range.first, range.last), [onSight, range]);
  return { scroller, ...range };
}
