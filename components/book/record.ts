// record: what a program prints, taken from a run of the book's machine while the book is built.
//
// One idea: a page without JavaScript shows a transcript that nobody typed. The program runs until
// everything waits; then the command suggested for the other terminal runs the same way.
//
// Units: us of virtual time where named Us.

import { build } from '../../lib/machine/build.ts';
import { installC } from '../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, type Machine, traceOf } from '../../lib/machine/machine.ts';
import { createShell, runCommandLine } from '../../lib/machine/shell.ts';
import type { TraceEvent } from '../../lib/sim/trace.ts';

/** How long each of the two may take. */
const PATIENCE_US = 10_000_000;

/** Longest output shown of either, in lines. */
const MAX_LINES = 24;

/** Runs `source` and returns its transcript as a console shows it; throws when it does not compile. */
export function record(name: string, source: string, terminal?: string): string {
  installC();
  const result = build([{ name, text: source }]);
  if (!result.ok) {
    const [first] = result.diagnostics;
    throw new Error(`${name}:${first?.line}: ${first?.message}`);
  }
  const path = `./${name.replace(/\.c$/, '')}`;
  const machine = createMachine({});
  const host = 'server';
  exec(machine, host, { image: result.image, argv: [path], comm: path.slice(2) });
  const own = outputSince(machine, 0, () => {});
  const parts = [`$ ${path}`, own];
  if (terminal) {
    const from = traceOf(machine).length;
    const shell = createShell(machine, host);
    let said = '';
    const other = outputSince(machine, from, () => {
      const command = runCommandLine(machine, shell, terminal);
      if (command.kind === 'text') said = command.output;
    });
    parts.push(`$ ${terminal}`, said + other);
  }
  return parts.map(shorten).filter(Boolean).join('\n');
}

/** Lets `begin` act, runs until nothing moves, and returns what was written to any terminal. */
function outputSince(machine: Machine, from: number, begin: () => void): string {
  begin();
  const now = traceOf(machine).at(-1)?.atUs ?? 0;
  advance(machine, { untilUs: now + PATIENCE_US });
  const bytes = traceOf(machine)
    .slice(from)
    .filter((event): event is Extract<TraceEvent, { kind: 'output' }> => event.kind === 'output')
    .filter((event) => event.stream !== 0)
    .flatMap((event) => [...event.bytes]);
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function shorten(text: string): string {
  const lines = text.replace(/\n+$/, '').split('\n');
  if (lines.length <= MAX_LINES) return lines.join('\n');
  const kept = MAX_LINES / 2;
  return [...lines.slice(0, kept), `… ${lines.length - kept} more lines`].join('\n');
}
