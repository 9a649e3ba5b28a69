import { csvField } from "../parts/csv.ts";
import { saveFile } from "../parts/save-file.ts";
import { type Chart, nameOf } from "./chart.ts";

const SCALE = 2;
const PAINTS = ["fill", "stroke", "font-family", "font-size", "opacity"];

/** The time in UTC first, as a program reads it, then as the page says it. */
export function saveCsv({ buckets, series }: Chart, name: string): void {
  const head = ["utc", "when", ...series.map((one) => one.name)];
  const rows = buckets.map((bucket, index) => [
    bucket.start,
    nameOf(bucket),
    ...series.map(({ values }) => String(values[index] ?? 0)),
  ]);
  const text = [head, ...rows].map((row) => row.map(csvField).join(",")).join("\r\n");
  saveFile(`${name}.csv`, "text/csv", `${text}\r\n`);
}

export function saveSvg(picture: SVGSVGElement | null, name: string): void {
  if (picture !== null) saveFile(`${name}.svg`, "image/svg+xml", textOf(picture));
}

/** At twice the size, so that it is sharp in a document. */
export function savePng(picture: SVGSVGElement | null, name: string): void {
  if (picture === null) return;
  const address = URL.createObjectURL(new Blob([textOf(picture)], { type: "image/svg+xml" }));
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = picture.clientWidth * SCALE;
    canvas.height = picture.clientHeight * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    canvas.toBlob((blob) => {
      if (blob !== null) saveFile(`${name}.png`, "image/png", blob);
    });
  };
  image.src = address;
}

/** Outside the page there is no style sheet, so that every part takes its looks along. */
function textOf(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const parts = copy.querySelectorAll("*");
  picture.querySelectorAll("*").forEach((part, index) => {
    const style = getComputedStyle(part);
    for (const paint of PAINTS) parts[index]?.setAttribute(paint, style.getPropertyValue(paint));
    parts[index]?.removeAttribute("style");
    parts[index]?.removeAttribute("class");
  });
  for (const part of copy.querySelectorAll("[data-transient]")) part.remove();
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}
