// record: what a cell prints, from a run of it while the book is built, as a console shows it.
//
// One idea: a page without JavaScript shows a transcript that nobody typed.

import type { Before } from '../../lib/notebook/messages.ts';
import { record, transcript } from '../../lib/notebook/record.ts';

/** Longest output shown of the program or of a command, in lines. */
const MAX_LINES = 24;

export interface Recorded {
  name: string;
  source: string;
  /** The suggested command. */
  terminal?: string;
  /** Cells that run first. */
  before: readonly Before[];
}

/** Runs a cell's program, and its suggested command beside it; throws when it does not compile. */
export function recordedText({ name, source, terminal, before }: Recorded): string {
  const commands = terminal ? [terminal] : [];
  const recording = record(name, source, { commands, before });
  if (recording.diagnostics.includes(' error: ')) throw new Error(recording.diagnostics);
  return transcript(name, {
    ...recording,
    program: shortened(recording.program),
    commands: recording.commands.map((one) => ({ ...one, output: shortened(one.output) })),
  });
}

function shortened(text: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length <= MAX_LINES) return text;
  const kept = MAX_LINES / 2;
  return [...lines.slice(0, kept), `… ${lines.length - kept} more lines`, ''].join('\n');
}
