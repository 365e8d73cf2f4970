// What the reader's own runs printed, for the notebook that they take along.
//
// One idea: the recorded output of a cell holds while its text and those of the cells that it needs are
// the book's; else what counts is the reader's last run, if it was of the texts as they are.

import type { Ran } from '../../lib/notebook/ipynb.ts';
import { ancestorsOf } from '../../lib/notebook/notebook.ts';
import type { TerminalLine } from '../cell/state.ts';
import { type CellHandle, cells, markOf } from './registry.ts';

/** Lists the cells whose recorded output does not hold any more, each with its own run's. */
export function ranOf(): Record<string, Ran | undefined> {
  const all = cells().filter(({ kind }) => kind !== 'note' && kind !== 'ts');
  const edited = (cell: CellHandle) => cell.source() !== cell.original;
  const stale = all.filter((cell) => {
    return cell.kind === 'scratch' || edited(cell) || ancestorsOf(all, cell.id).some(edited);
  });
  return Object.fromEntries(
    stale.map((cell) => {
      return [cell.id, markOf(cell.id)?.state === 'fresh' ? printed(cell.terminals()) : undefined];
    }),
  );
}

const isOutput = ({ kind }: TerminalLine) => kind === 'out' || kind === 'err';

/** Tells what a cell's terminals show as a run's record: the program's, and each command's beside it. */
export function printed([program = [], shell = []]: readonly (readonly TerminalLine[])[]): Ran {
  const commands: Ran['commands'] = [];
  for (const line of shell) {
    if (line.kind === 'command') commands.push({ text: line.text, output: '' });
    const last = commands.at(-1);
    if (last && isOutput(line)) last.output += line.text;
  }
  const output = program.filter(isOutput).map(({ text }) => text);
  return { program: output.join(''), commands };
}
