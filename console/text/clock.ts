/** The one place of the console that reads the time. */

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

export function nowMs(): number {
  return Date.now();
}
