import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from "react";
import { amount, count } from "../text/numbers.ts";
import { Bars } from "./bars.tsx";
import classes from "./chart.module.css";
import { type Chart, nameOf, totalAt } from "./chart.ts";
import { frameOf, indexAt } from "./frame.ts";
import { Tooltip } from "./tooltip.tsx";
import { useWidth } from "./use-width.ts";

export interface BarChartProps {
  readonly chart: Chart;
  /** The picture, for who exports it. */
  readonly picture: RefObject<SVGSVGElement | null>;
  /** Told the first and the last bucket of what was dragged over. */
  readonly onZoom: (range: readonly [number, number]) => void;
}

/** Stacked bars to hover over, to drag over for a closer look, and to walk through by arrow keys. */
export function BarChart({ chart, picture, onZoom }: BarChartProps) {
  const [box, width] = useWidth();
  const [hovered, setHovered] = useState<number>();
  const [dragged, setDragged] = useState<number>();
  const frame = frameOf(chart, width);
  const last = chart.buckets.length - 1;
  const pointed = (event: PointerEvent<HTMLDivElement>) =>
    indexAt(frame, event.clientX - event.currentTarget.getBoundingClientRect().left, last);
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    const end = pointed(event);
    if (dragged !== undefined && dragged !== end) onZoom([Math.min(dragged, end), Math.max(dragged, end)]);
    setDragged(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, hovered ?? last, last);
    if (target === undefined) return;
    event.preventDefault();
    setHovered(target);
  };
  return (
    <div
      ref={box}
      className={classes.plot}
      role="slider"
      tabIndex={0}
      aria-label={`${chart.title}: walk through it by the arrow keys`}
      aria-valuemin={0}
      aria-valuemax={Math.max(last, 0)}
      aria-valuenow={hovered ?? last}
      aria-valuetext={sentenceAt(chart, hovered ?? last)}
      onPointerMove={(event) => setHovered(pointed(event))}
      onPointerLeave={() => setHovered(undefined)}
      onPointerDown={(event) => setDragged(pointed(event))}
      onPointerUp={onPointerUp}
      onKeyDown={onKeyDown}
      onBlur={() => setHovered(undefined)}
    >
      <Bars chart={chart} frame={frame} picture={picture} hovered={hovered} dragged={dragged} />
      {hovered !== undefined && hovered <= last && <Tooltip chart={chart} frame={frame} index={hovered} />}
    </div>
  );
}

function keyTarget(key: string, from: number, last: number): number | undefined {
  if (key === "ArrowLeft") return Math.max(from - 1, 0);
  if (key === "ArrowRight") return Math.min(from + 1, last);
  if (key === "Home") return 0;
  return key === "End" ? last : undefined;
}

function sentenceAt({ buckets, series, unit }: Chart, index: number): string {
  const bucket = buckets[index];
  if (bucket === undefined) return "nothing";
  const parts = series
    .filter(({ values }) => (values[index] ?? 0) > 0)
    .map(({ name, values }) => `${name} ${amount(values[index] ?? 0)}`);
  return `${nameOf(bucket)}: ${count(totalAt(series, index), unit)}${parts.length > 0 ? `; ${parts.join(", ")}` : ""}`;
}
