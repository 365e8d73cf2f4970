// A reader at a cell, with everything that the session has said to them.
import { readFileSync } from 'node:fs';
import '../../../lib/machine/whole.ts';
import { DEBUGGER } from '../../../lib/notebook/debugging.ts';
import type { DebugOp, PointSpec, Request, Update, View } from '../../../lib/notebook/messages.ts';
import { installDebugger } from '../../../lib/notebook/room.ts';
import {
  advanceSession,
  createSession,
  handle,
  type Session,
} from '../../../lib/notebook/session.ts';

installDebugger(DEBUGGER);

export const program = (name: string): string =>
  readFileSync(new URL(`../../../content/programs/${name}.c`, import.meta.url), 'utf8');

/** The number of the first line that holds a text. */
export const lineIn = (source: string, text: string): number =>
  source.split('\n').findIndex((line) => line.includes(text)) + 1;

export class Reader {
  readonly session: Session = createSession();
  said: Update[] = [];

  do(request: Request): this {
    this.said.push(...handle(this.session, request));
    return this.settle();
  }

  settle(us = 1_000_000): this {
    const untilUs = this.session.machine.sim.nowUs + us;
    for (;;) {
      const { updates, next } = advanceSession(this.session, { untilUs, maxOps: 100_000 });
      this.said.push(...updates);
      if (next !== 'busy') return this;
    }
  }

  run(source: string, points: (number | PointSpec)[] = [], name = 'server.c'): this {
    const specs = points.map((p) =>
      typeof p === 'number' ? { kind: 'line' as const, line: p } : p,
    );
    this.do({ type: 'run', name, source, args: [], points: specs });
    return this.do({ type: 'look', look: { open: [] } });
  }

  step(op: DebugOp, more: { line?: number; tid?: number } = {}): this {
    return this.do({ type: 'debug', op, ...more });
  }

  shell(text: string): this {
    return this.do({ type: 'shell', text });
  }

  /** What the prompt answers. */
  gdb(text: string): string {
    const from = this.said.length;
    this.do({ type: 'gdb', text });
    return this.said
      .slice(from)
      .flatMap((u) => (u.type === 'gdb' ? u.lines : []))
      .join('\n');
  }

  of<T extends Update['type']>(type: T): Extract<Update, { type: T }>[] {
    return this.said.filter((u) => u.type === type) as Extract<Update, { type: T }>[];
  }

  view(): View {
    return this.of('view').at(-1)!.view;
  }

  value(name: string): string | undefined {
    const { locals, globals } = this.view();
    return [...locals, ...globals].find((v) => v.name === name)?.text;
  }

  printed(terminal: number): string {
    return this.of('output')
      .filter((u) => u.terminal === terminal)
      .map((u) => u.text)
      .join('');
  }
}
