// Where the descriptions of the fd table stand, and what a reader is asked to find in it.
//
// One idea: a description keeps its row for as long as it lives, so that an arrow which moves means
// that a number moved and never that the drawing was laid out anew.
//
// Units: rows; heights in px.

import type { FdFrame } from '../../lib/view/fd-table.ts';

/** Height of a row. */
export const ROW = 44;

export interface Rows {
  /** Most numbers that any process has at a time, and at least those of a terminal. */
  fds: number;
  /** Most descriptions that live at a time. */
  files: number;
  processes: number;
  height: number;
  /** Row of each description for as long as it lives. */
  place: Map<number, number>;
}

/** Gives every description a row of its own while it lives, the highest that is free. */
export function layoutRows(frames: readonly FdFrame[]): Rows {
  const place = new Map<number, number>();
  let fds = 3;
  let files = 1;
  let processes = 1;
  let live = new Set<number>();
  for (const frame of frames) {
    const now = new Set(frame.files.map((file) => file.file));
    const taken = new Set([...live].filter((f) => now.has(f)).map((f) => place.get(f)));
    for (const file of now) {
      if (live.has(file)) continue;
      let row = 0;
      while (taken.has(row)) row++;
      place.set(file, row);
      taken.add(row);
      files = Math.max(files, row + 1);
    }
    live = now;
    processes = Math.max(processes, frame.processes.length);
    for (const process of frame.processes) {
      for (const slot of process.slots) fds = Math.max(fds, slot.fd + 1);
    }
  }
  return { fds, files, processes, place, height: Math.max(fds, files) * ROW };
}

/** Tells whether the number that the call of frame `index` returned had been closed before. */
export function isReuse(frames: readonly FdFrame[], index: number): boolean {
  const { result, pid } = frames[index];
  return frames
    .slice(0, index)
    .some((f) => f.call === 'close' && f.pid === pid && f.callText === `close(${result})`);
}
