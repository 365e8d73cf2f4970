// execve(2): another program takes over a process.
//
// One idea: the kernel knows files and not programs. It asks each kind of program (`Driver.load`)
// whether a file's bytes are one of its own, as Linux asks its binary formats; a file that begins
// with `#!` names the program that is to read it. What the process is (its number, its parent, its
// open files) stays; what the old program had made of it (memory, threads, handlers) goes.
//
// Units: bytes.
// Source: execve(2); Linux fs/exec.c, fs/binfmt_script.c; errors and their order as 6.18 answered.
// Departs: set-user-ID bits have no effect; nothing is loaded piece by piece.

import { O_ACCMODE, O_RDONLY } from '../abi/constants.ts';
import { E2BIG, EACCES, EFAULT, ELOOP, ENOENT, ENOEXEC, ETXTBSY } from '../abi/errno.ts';
import type { Arguments } from '../abi/trap.ts';
import { spend } from '../sim/sim.ts';
import { takenNumbers } from '../sim/taken-numbers.ts';
import { decodeText, encodeText } from './bytes.ts';
import { EXEC_US } from './costs.ts';
import { closeFds } from './fd-table.ts';
import { BLOCKED, type Ctx, type FileNode, type Handlers, type Task } from './kernel.ts';
import { unmapAll } from './mappings.ts';
import { dropTimers } from './posix-timers.ts';
import { dropRequests } from './ring-request.ts';
import { resume, tellTask } from './sched.ts';
import { finish } from './syscall.ts';
import { endVfork, onlyTask } from './task.ts';
import { readUserText, readWords } from './user-memory.ts';
import { allowed, walk } from './vfs.ts';

/** All words and their pointers: a quarter of the stack's limit of 8 MB. */
const ALL_BYTES = 2_097_152;
/** How many interpreters may stand one before the other. */
const MAX_INTERPRETERS = 5;
/** As much of a file as its first line may have: BINPRM_BUF_SIZE. */
const FIRST_LINE_BYTES = 256;

export const EXEC_CALLS: Handlers = { execve };

function execve(ctx: Ctx, task: Task, [pathAddr, argvAddr, envAddr]: number[]): number {
  const path = readUserText(ctx, task, pathAddr);
  if (path === undefined) return -EFAULT;
  const node = programAt(ctx, task, path);
  if (typeof node === 'number') return node;
  const argv = readWords(ctx, task, argvAddr);
  if (typeof argv === 'number') return argv;
  const env = readWords(ctx, task, envAddr);
  if (typeof env === 'number') return env;
  // Since 5.18 a program has at least one word, if an empty one.
  if (argv.length === 0) argv.push(new Uint8Array(0));
  const bytes = [...argv, ...env].reduce((sum, { length }) => sum + length + 9, 0);
  if (bytes > ALL_BYTES) return -E2BIG;
  const loaded = load(ctx, task, path, node, { argv, env });
  if (typeof loaded === 'number') return loaded;
  spend(ctx.sim, EXEC_US);
  become(ctx, task, path, loaded);
  return BLOCKED;
}

/** Finds the file that is to be run, or why it cannot be. */
function programAt(ctx: Ctx, task: Task, path: string): FileNode | number {
  const found = walk(ctx, task.process, path);
  if (typeof found === 'number') return found;
  const { node } = found;
  if (!node) return -ENOENT;
  if (node.kind !== 'file' || !allowed(node, task.process.uid, 1)) return -EACCES;
  const written = [...ctx.kernel.files.values()].some(({ what, object, flags }) => {
    return what === 'file' && object === node.ino && (flags & O_ACCMODE) !== O_RDONLY;
  });
  return written ? -ETXTBSY : node;
}

interface Loaded {
  kind: string;
  state: unknown;
  argv: readonly Uint8Array[];
}

/** Makes the first state of the program in a file, or of the one that its first line names. */
function load(
  ctx: Ctx,
  task: Task,
  path: string,
  program: FileNode,
  start: Arguments,
): Loaded | number {
  let node = program;
  let argv = start.argv;
  let name = path;
  for (let depth = 0; depth <= MAX_INTERPRETERS; depth++) {
    for (const [kind, driver] of ctx.drivers) {
      const state = driver.load?.(node.bytes, { argv, env: start.env });
      if (state !== undefined) return { kind, state, argv };
    }
    const words = interpreterOf(node.bytes);
    if (!words) return -ENOEXEC;
    // The script's own name takes the place of the first word.
    argv = [...words, name, ...argv.slice(1).map(decodeText)].map(encodeText);
    name = words[0];
    const next = programAt(ctx, task, name);
    if (typeof next === 'number') return next;
    node = next;
  }
  return -ELOOP;
}

/** Reads the first line of a script: the interpreter, and at most one argument for it. */
function interpreterOf(bytes: Uint8Array): string[] | undefined {
  const [line, rest] = decodeText(bytes.subarray(0, FIRST_LINE_BYTES)).split('\n', 2);
  if (!line.startsWith('#!') || (rest === undefined && bytes.length > FIRST_LINE_BYTES)) {
    return undefined;
  }
  const [, name, argument] = /^#![ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
  if (!name) return undefined;
  return argument ? [name, argument] : [name];
}

/** Replaces what a process runs: nothing can go wrong any more. Linux: begin_new_exec(). */
function become(ctx: Ctx, task: Task, path: string, { kind, state, argv }: Loaded): void {
  const { process, tid } = task;
  finish(ctx, task, 0);
  dropRequests(ctx, process);
  onlyTask(ctx, task);
  unmapAll(ctx, process);
  endVfork(ctx, process);
  if (process.timers) dropTimers(ctx, process);
  closeFds(ctx, process, takenNumbers(process.fds.cloexec));
  for (const [signo, { handler }] of [...process.actions]) {
    // A handler is a function of the program that is gone; what was ignored stays ignored.
    if (handler !== 1) process.actions.delete(signo);
    else process.actions.set(signo, { handler, flags: 0, mask: 0n, restorer: 0 });
  }
  const found = walk(ctx, process, path);
  process.exe = typeof found === 'number' ? path : found.path;
  // The kernel keeps 15 characters of the file's name.
  process.comm = path.slice(path.lastIndexOf('/') + 1).slice(0, 15);
  process.argv = argv.map(decodeText);
  delete process.exitSignal;
  // Whoever asked for a core knows only the program that was there before.
  process.keepsCore = false;
  task.program = kind;
  task.data = state;
  task.frames = [];
  task.clearTid = 0;
  task.lastResult = 0;
  tellTask(ctx, task, 'running', tid === task.tid ? {} : { supersedes: tid });
  resume(ctx, task);
}
