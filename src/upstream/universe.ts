import { hash } from "node:crypto";
import { Derived } from "./derived.ts";

/** How many domains, addresses, URLs and files the demo has of its own; a power of two. */
export const UNIVERSE_SIZE = 1024;

const LEFT = (
  "amber ash birch bright cedar clear coral dusk ember fern frost glade harbor hazel iron ivory jade lake larch lumen " +
  "maple mist north ocean opal pine quartz raven river slate stone willow"
).split(" ");
const RIGHT = (
  "base bay cast cloud craft deck field flow forge gate grid hub kit lane line link loop mark mesh mill node path " +
  "peak point port shop sky span track vault ware works"
).split(" ");

const PATHS = [
  "",
  "login",
  "index.html",
  "download/setup.exe",
  "wp-content/update.php",
  "img/logo.png",
] as const;

/** The n-th domain; all are below `.example`, which nobody can own. */
export function numberedDomain(n: number): string {
  const index = wrap(n);
  return `${LEFT[index % LEFT.length]}${RIGHT[Math.floor(index / LEFT.length)]}.example`;
}

/** The n-th address, of the network that is set apart for benchmarks (RFC 2544). */
export function numberedIpAddress(n: number): string {
  const scattered = (wrap(n) * 40_503) % 65_536;
  return `198.18.${scattered >> 8}.${scattered & 255}`;
}

/** The n-th URL. */
export function numberedUrl(n: number): string {
  const index = wrap(n);
  return urlOn(numberedDomain(index * 5 + 3), index);
}

/** The n-th URL of a host. */
export function urlOn(host: string, n: number): string {
  const derived = new Derived("url", host, n);
  const scheme = derived.chance("plain", 40) ? "http" : "https";
  return `${scheme}://${host}/${derived.pick("path", PATHS)}?v=${n}`;
}

/** Numbers of the universe that follow from a name; no number comes twice. */
export function someNumbers(derived: Derived, count: number): number[] {
  const start = derived.integer("start", 0, UNIVERSE_SIZE - 1);
  // An odd step visits every number of a power of two before it comes back.
  const step = derived.integer("step", 0, UNIVERSE_SIZE / 2 - 1) * 2 + 1;
  return Array.from({ length: Math.min(count, UNIVERSE_SIZE) }, (_, index) => wrap(start + index * step));
}

/** The URL's id, as VirusTotal has it. */
export function urlId(url: string): string {
  return hash("sha256", url);
}

function wrap(n: number): number {
  return ((n % UNIVERSE_SIZE) + UNIVERSE_SIZE) % UNIVERSE_SIZE;
}
