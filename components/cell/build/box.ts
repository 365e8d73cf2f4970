// A worker in a box: runs the machine's script in Node as a browser's worker would.
//
// One idea: time is a number and timers are a list, so a rehearsal is the same in every build.
//
// Units: ms of the box's own time.

import { constants, createContext, runInContext } from 'node:vm';
import type { Request, Update } from '../../../lib/notebook/messages.ts';

export interface Box {
  /** Sends a request and lets the worker run until it waits for the next one; its answers. */
  ask(request: Request): Update[];
  /** Files that the worker has fetched so far. */
  readonly fetched: readonly string[];
}

/** Longest time that a box is driven for one request, in ms of its own time, and in turns. */
const PATIENCE_MS = 60_000;
const PATIENCE_TURNS = 5000;

interface Timer {
  id: number;
  dueMs: number;
  act: () => void;
}

/** Starts a worker; `read` gives the text of a file that it fetches, `url` names its script. */
export function openBox(url: string, read: (file: string) => string): Box {
  const timers: Timer[] = [];
  const listeners: ((event: { data: Request }) => void)[] = [];
  const fetched: string[] = [];
  const outbox: Update[] = [];
  let nowMs = 0;
  let ids = 0;
  const setTimeout = (act: () => void, ms = 0): number => {
    timers.push({ id: ++ids, dueMs: nowMs + Math.max(ms, 0), act });
    return ids;
  };
  const clearTimeout = (id: number): void => {
    const at = timers.findIndex((timer) => timer.id === id);
    if (at >= 0) timers.splice(at, 1);
  };
  const context = createContext(constants.DONT_CONTEXTIFY);
  const run = (file: string): void => {
    fetched.push(file);
    runInContext(read(file), context, { filename: file });
  };
  Object.assign(context, {
    ...{ self: context, setTimeout, clearTimeout, structuredClone, TextEncoder, TextDecoder },
    performance: { now: () => nowMs },
    importScripts: run,
    postMessage: (updates: Update[]) => outbox.push(...structuredClone(updates)),
    addEventListener: (_: string, listener: (typeof listeners)[number]) => listeners.push(listener),
  });
  run(url);
  /** Runs what is due, in its order, until only the far future is left. */
  const settle = (): void => {
    const untilMs = nowMs + PATIENCE_MS;
    for (let turn = 0; turn < PATIENCE_TURNS; turn++) {
      const next = timers.toSorted((a, b) => a.dueMs - b.dueMs || a.id - b.id)[0];
      if (!next || next.dueMs > untilMs) return;
      clearTimeout(next.id);
      nowMs = Math.max(nowMs, next.dueMs);
      next.act();
    }
  };
  settle();
  return {
    ask(request) {
      for (const listener of listeners) listener({ data: structuredClone(request) });
      settle();
      return outbox.splice(0);
    },
    fetched,
  };
}
