// Amounts in words: durations, bytes and counts, as every figure writes them.
//
// One idea: a figure that is only read needs these and no table of errors, so they are a file of their own.
//
// Units: times in us of virtual time, sizes in bytes.

/** Writes a duration in us as people say it: `40 µs`, `2.5 ms`, `1.05 s`. */
export function durationText(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1_000_000) return `${trimmed(us / 1000, us < 10_000 ? 2 : us < 100_000 ? 1 : 0)} ms`;
  return `${trimmed(us / 1_000_000, 2)} s`;
}

function trimmed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Writes a number of bytes with thin spaces between thousands: `131 072 bytes`. */
export function bytesText(bytes: number): string {
  return `${grouped(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** Writes an integer with narrow no-break spaces between groups of three from 10 000 on. */
export function grouped(value: number): string {
  if (Math.abs(value) < 10_000) return String(value);
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** Writes `1 client`, `2 clients`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
