// Looks: commands that ask what a machine is like, such as ss or ls, as functions and as programs.
//
// One idea: a look is a function of the machine. A shell calls it and has the answer at once; a program
// (`sh`, system(3)) executes its file, and then it is a process that asks once, writes what it is told,
// and ends. Which looks there are is known by whoever ships them (shell.ts), by name.
//
// Departs: a process that looks makes no other calls than its writes.

import { SYS } from '../abi/syscalls.ts';
import type { Answer, Driver, Trap } from '../abi/trap.ts';
import { decodeText, encodeText } from '../kernel/bytes.ts';
import { executableName } from './executables.ts';
import type { Machine } from './machine.ts';
import { installKind } from './programs.ts';

/** Who looks, and from where. */
export interface Onlooker {
  host: string;
  cwd: string;
  uid: number;
  /** Its terminal. */
  tty: number;
}

export type Look = (m: Machine, who: Onlooker, args: string[]) => Answer;

const looks = new Map<string, Look>();

/** Makes looks known by their names, to shells and as programs. */
export function installLooks(table: Readonly<Record<string, Look>>): void {
  if (looks.size === 0) installKind('look', lookDriver);
  for (const [name, look] of Object.entries(table)) looks.set(name, look);
}

/** Finds a look by its name. */
export function lookNamed(name: string): Look | undefined {
  return looks.get(name);
}

/** Answers a command line whose first word may be a path. */
export function answerLook(m: Machine, who: Onlooker, words: readonly string[]): Answer {
  const [name, ...args] = words;
  const look = looks.get(name.split('/').at(-1)!);
  return look ? look(m, who, args) : { output: `${name}: command not found\n`, status: 127 };
}

/** A program that looks: its words, and from the answer on what is still to be written. */
interface LookState {
  words: string[];
  text?: Uint8Array;
  status: number;
  at: number;
}

/** Where its text begins in the memory that it pretends to have. */
const TEXT_ADDR = 0x1000;

const lookDriver: Driver<LookState> = {
  run({ words, text, status, at }): Trap {
    if (!text) return { kind: 'look', ops: 1, words };
    if (at >= text.length) return { kind: 'exit', ops: 1, status };
    const args = [status === 0 ? 1 : 2, TEXT_ADDR + at, text.length - at];
    return { kind: 'syscall', ops: 1, nr: SYS.write, args };
  },
  deliver(state, result) {
    if (result >= 0) state.at += result;
    else {
      state.at = state.text?.length ?? 0;
      state.status = 1;
    }
  },
  answer(state, { output, status }) {
    state.text = encodeText(output);
    state.status = status;
  },
  read({ text = new Uint8Array(0) }, addr, length) {
    const from = addr - TEXT_ADDR;
    return from >= 0 && from + length <= text.length ? text.slice(from, from + length) : undefined;
  },
  write: () => false,
  fork: (state) => ({ ...state }),
  load(file, { argv }) {
    const name = executableName(file);
    if (name === undefined || !looks.has(name)) return undefined;
    return { words: [name, ...argv.slice(1).map(decodeText)], status: 0, at: 0 };
  },
};
