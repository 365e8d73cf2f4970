// Program kinds: what can run on a machine, and the functions that drive each kind.
//
// One idea: functions cannot be part of a snapshot, so a task stores the name of its kind and the
// functions are looked up here. Scripts are always known; C is added by whoever ships a compiler
// (c-programs.ts), so that a figure which needs none does not load it.

import type { Driver } from '../abi/trap.ts';
import { parseScript, type Script } from './script.ts';
import { scriptDriver, startScript } from './script-run.ts';

/**
 * What exec starts. A script needs no compiler; an image needs `installC()`; any other kind needs
 * `installKind()`, and `data` is the state that its driver begins with.
 */
export type Program =
  | { script: Script | string; comm?: string; args?: Record<string, number | string> }
  | { image: { id: string }; argv: string[]; env?: Record<string, string>; comm?: string }
  | { kind: string; data: unknown; comm?: string };

/** A program ready to run: its first state, and what `ps` shows. */
export interface Started {
  data: unknown;
  comm: string;
  argv: string[];
}

interface Kind {
  driver: Driver<unknown>;
  start(program: Program): Started;
}

const kinds = new Map<string, Kind>();
const drivers = new Map<string, Driver<unknown>>();

/** Starts a program whose first state is given. */
function startGiven(program: Program): Started {
  if (!('kind' in program)) throw new Error('a program with its kind and state was expected');
  const { kind, data, comm = kind } = program;
  return { data, comm, argv: [comm] };
}

/** Makes a kind of program known to every machine; installing it again changes nothing. */
export function installKind<State>(
  name: string,
  driver: Driver<State>,
  start: (program: Program) => Started = startGiven,
): void {
  if (kinds.has(name)) return;
  kinds.set(name, { driver: driver as Driver<unknown>, start });
  drivers.set(name, driver as Driver<unknown>);
}

/** Looks up the functions by kind, for the kernel. */
export function installedDrivers(): ReadonlyMap<string, Driver<unknown>> {
  installScripts();
  return drivers;
}

/** Starts a program of any installed kind. */
export function startProgram(program: Program): Started & { kind: string } {
  installScripts();
  const kind = 'kind' in program ? program.kind : 'script' in program ? 'script' : 'c';
  const found = kinds.get(kind);
  if (!found && kind === 'c') {
    throw new Error('exec: a C image needs installC() of lib/machine/c-programs.ts first');
  }
  if (!found) throw new Error(`exec: no kind of program '${kind}' (kinds: ${[...kinds.keys()]})`);
  return { kind, ...found.start(program) };
}

function installScripts(): void {
  installKind('script', scriptDriver, (program) => {
    if (!('script' in program)) throw new Error('a script was expected');
    const { script, comm = 'script', args } = program;
    const parsed = typeof script === 'string' ? parseScript(script) : script;
    return { data: startScript(parsed, args), comm, argv: [comm] };
  });
}
