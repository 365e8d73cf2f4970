// strace's lines: one a call, or with -f cut in two where another process speaks in between.
//
// One idea: strace writes a call's beginning at once and its end when it comes. Whoever speaks in
// between makes it end the line with `<unfinished ...>`; the rest stands behind `<... resumed>`.
//
// Source: strace 6.1 strace.c printleader(), syscall.c print_syscall_resume().

import type { TraceEvent } from '../sim/trace.ts';
import {
  beginOfCall,
  callText,
  prefixOf,
  type Row,
  rowsOf,
  type StraceOptions,
  straceEntries,
} from './strace.ts';

interface Moment {
  n: number;
  atUs: number;
  row: Row;
  /** A call begins, a call ends, or a line that is whole. */
  what: 'begin' | 'end' | 'line';
}

/** Writes the lines of strace. */
export function straceLines(events: readonly TraceEvent[], options: StraceOptions = {}): string[] {
  if (options.halves) return straceHalves(events, options);
  return straceEntries(events, options).map((line) => line.text);
}

function straceHalves(events: readonly TraceEvent[], options: StraceOptions): string[] {
  const rows = rowsOf(events, options);
  const several = new Set(rows.map(({ pid }) => pid)).size > 1;
  const lines: string[] = [];
  let lastUs: number | undefined;
  let open: { row: Row; prefix: string } | undefined;
  /** Calls whose beginning has been written. */
  const cut = new Set<Row>();
  const leader = (row: Pick<Row, 'pid'>, atUs: number): string => {
    const prefix = prefixOf(row, several, options.clock, atUs, lastUs);
    lastUs = atUs;
    return prefix;
  };
  const interrupt = (by?: Row) => {
    if (!open) return;
    cut.add(open.row);
    const { begun } = beginOfCall(open.row.call!, options);
    // Whoever is superseded leaves its number to the task whose line is still open.
    const { heir } = open.row;
    const why = heir !== undefined && heir === by?.pid ? `pid changed to ${heir}` : 'unfinished';
    lines.push(`${open.prefix}${begun} <${why} ...>`);
    open = undefined;
  };
  for (const { row, atUs, what } of momentsOf(rows)) {
    if (what === 'begin') {
      interrupt();
      open = { row, prefix: leader(row, atUs) };
    } else if (what === 'end' && open?.row === row) {
      lines.push(open.prefix + callText(row.call!, open.prefix.length, options));
      open = undefined;
    } else if (what === 'end' && cut.has(row)) {
      interrupt();
      const prefix = leader({ pid: row.heir ?? row.pid }, atUs);
      const { begun } = beginOfCall(row.call!, options);
      const start = `<... ${row.call!.enter.name} resumed>`;
      lines.push(prefix + callText(row.call!, prefix.length, options, { begun, start }));
    } else if (what === 'line') {
      interrupt(row);
      lines.push(leader(row, atUs) + row.text);
    }
  }
  if (open) lines.push(open.prefix + callText(open.row.call!, open.prefix.length, options));
  return lines;
}

function momentsOf(rows: readonly Row[]): Moment[] {
  const moments: Moment[] = [];
  for (const row of rows) {
    const { n, atUs, call } = row;
    moments.push({ n, atUs, row, what: call ? 'begin' : 'line' });
    if (call?.exit) moments.push({ n: call.exit.n, atUs: call.exit.atUs, row, what: 'end' });
    // exit(2) has no answer, and its line is whole.
    else if (call?.enter.name.startsWith('exit')) moments.push({ n, atUs, row, what: 'end' });
    else if (call?.ended)
      moments.push({ n: call.ended.n, atUs: call.ended.atUs, row, what: 'end' });
  }
  // At one event: a call that comes to nothing, who is superseded, the answer to whoever did it.
  const rank = ({ row, what }: Moment) => (what === 'line' ? 1 : row.heir !== undefined ? 2 : 0);
  return moments.sort((a, b) => a.n - b.n || rank(a) - rank(b));
}
