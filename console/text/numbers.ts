const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
const bytes = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const KIB = 1024;

/** 1,234,567 with the viewer's separators. */
export function amount(value: number): string {
  return whole.format(value);
}

/** 1.2M, where there is no room for all digits. */
export function shortAmount(value: number): string {
  return Math.abs(value) < 10_000 ? whole.format(value) : short.format(value);
}

/** 12.5 % of something. */
export function percent(part: number, of: number): string {
  return share.format(of === 0 ? 0 : part / of);
}

export function byteSize(value: number): string {
  const power = Math.min(Math.floor(Math.log(Math.max(value, 1)) / Math.log(KIB)), BYTE_UNITS.length - 1);
  return `${bytes.format(value / KIB ** power)} ${BYTE_UNITS[power]}`;
}

/** "1 key", "2 keys". */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${amount(value)} ${value === 1 ? noun : plural}`;
}
