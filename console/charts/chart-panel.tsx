import { Button, Group, Menu } from "@mantine/core";
import { useRef, useState } from "react";
import { Icon } from "../parts/icon.tsx";
import { BarChart } from "./bar-chart.tsx";
import classes from "./chart.module.css";
import { type Chart, zoomed } from "./chart.ts";
import { ChartTable } from "./chart-table.tsx";
import { saveCsv, savePng, saveSvg } from "./exports.ts";
import { Legend } from "./legend.tsx";

export interface ChartPanelProps {
  readonly chart: Chart;
  /** Of the files that are saved, without an ending. */
  readonly fileName: string;
  /** What becomes of a click on a series: a closer look at it. */
  readonly onSeries?: (name: string) => void;
}

/** A chart with everything that one wants to do with it; the same numbers as a table, for who does not see the bars. */
export function ChartPanel({ chart, fileName, onSeries }: ChartPanelProps) {
  const [range, setRange] = useState<readonly [number, number]>();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [isTable, setIsTable] = useState(false);
  const picture = useRef<SVGSVGElement>(null);
  const whole = chart.buckets.length;
  const part = range === undefined || range[1] >= whole ? undefined : range;
  const visible = { ...chart, series: chart.series.filter(({ name }) => !hidden.has(name)) };
  const shown = part === undefined ? visible : zoomed(visible, part);
  const toggle = (name: string) =>
    setHidden((before) => new Set(before).symmetricDifference(new Set([name])));
  const [offset] = part ?? [0];
  return (
    <>
      <div className={classes.head}>
        <Legend series={chart.series} hidden={hidden} onToggle={toggle} onSeries={onSeries} />
        <Group gap={6}>
          {part !== undefined && (
            <Button variant="default" onClick={() => setRange(undefined)}>
              Whole range
            </Button>
          )}
          <ZoomButton size={shown.buckets.length} offset={offset} onZoom={setRange} />
          <Button variant="default" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
            {isTable ? "Chart" : "Table"}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" leftSection={<Icon name="download" size={14} />}>
                Export
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => saveCsv(shown, fileName)}>CSV</Menu.Item>
              {!isTable && <Menu.Item onClick={() => saveSvg(picture.current, fileName)}>SVG</Menu.Item>}
              {!isTable && <Menu.Item onClick={() => savePng(picture.current, fileName)}>PNG</Menu.Item>}
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
      {isTable ? (
        <ChartTable chart={shown} />
      ) : (
        <BarChart
          chart={shown}
          picture={picture}
          onZoom={([first, last]) => setRange([offset + first, offset + last])}
        />
      )}
    </>
  );
}

interface ZoomButtonProps {
  readonly size: number;
  readonly offset: number;
  readonly onZoom: (range: readonly [number, number]) => void;
}

/** What dragging does, by keyboard: the later half of what is shown. */
function ZoomButton({ size, offset, onZoom }: ZoomButtonProps) {
  if (size < 4) return null;
  const half = Math.floor(size / 2);
  return (
    <Button
      variant="default"
      onClick={() => onZoom([offset + half, offset + size - 1])}
      title="Or drag over the bars"
    >
      Zoom in
    </Button>
  );
}
