// Where a program is to stop, as the reader sets it: a list, of which a gutter shows the lines.

import { useRef } from 'preact/hooks';
import type { PointSpec } from '../../lib/notebook/messages.ts';
import type { CellState } from './state.ts';

/** The lines of a text with a breakpoint, in order. */
export function linesOf(points: readonly PointSpec[], file?: string): number[] {
  const lines = points.flatMap((p) =>
    p.kind === 'line' && p.line !== undefined && p.file === file ? [p.line] : [],
  );
  return lines.toSorted((a, b) => a - b);
}

/** `drawn`: the points of this rendering; `set` gets every list that the reader makes of them. */
export function usePoints(drawn: CellState['points'], set: (points: PointSpec[]) => void) {
  /** The points as they will be drawn: one that was set this moment counts for a run of this moment. */
  const points = useRef(drawn);
  const last = useRef(drawn);
  if (last.current !== drawn) {
    last.current = drawn;
    points.current = drawn;
  }

  function setPoints(next: PointSpec[]): void {
    points.current = next;
    set(next);
  }

  function setBreakpoints(lines: number[], file?: string): void {
    const there = linesOf(points.current, file);
    const kept = points.current.filter(
      (p) => p.kind !== 'line' || p.file !== file || lines.includes(p.line ?? 0),
    );
    const fresh = [...new Set(lines)].filter((line) => !there.includes(line));
    const made = fresh.map((line) => ({ kind: 'line' as const, line, ...(file && { file }) }));
    setPoints([...kept, ...made]);
  }

  function toggleBreakpoint(line: number, file?: string): void {
    const there = linesOf(points.current, file);
    const next = there.includes(line) ? there.filter((l) => l !== line) : [...there, line];
    setBreakpoints(next, file);
  }

  return { points, setPoints, setBreakpoints, toggleBreakpoint };
}
