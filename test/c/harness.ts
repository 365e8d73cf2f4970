// Harness: compiles and runs one C program in our machine without a kernel, and the same with gcc.
//
// The stand-in for the kernel knows write, read (end of file) and exit; all else is ENOSYS. So these
// programs are about C alone.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Trap } from '../../lib/abi/trap.ts';
import type { CompileOptions, CompileResult, SourceFile } from '../../lib/cc/compile.ts';
import type { Diagnostic } from '../../lib/cc/diagnostic.ts';
import { defaultWarnings, type WarningSet } from '../../lib/cc/warnings.ts';
import { build } from '../../lib/machine/build.ts';
import { installC } from '../../lib/machine/c-programs.ts';
import { LIBC_NATIVES } from '../../lib/machine/libc/natives.ts';
import { advance, createMachine, exec, traceOf } from '../../lib/machine/machine.ts';
import { createProcess, vmDriver } from '../../lib/vm/process.ts';

export interface RunResult {
  diagnostics: Diagnostic[];
  compiled: boolean;
  output: string;
  status: number | undefined;
  fault: (Trap & { kind: 'fault' }) | undefined;
  /** Warnings at run time. */
  runtime: { line: number; text: string }[];
}

const SYS_READ = 0;
const SYS_WRITE = 1;
const SYS_EXIT = 60;
const SYS_EXIT_GROUP = 231;
const ENOSYS = 38;
const FUEL = 200_000_000;

/**
 * Builds and runs a program; `fuel` bounds programs that do not end. Without `warnings` it has those
 * that gcc gives without any -W.
 */
export function runC(
  sources: readonly SourceFile[],
  argv = ['./a.out'],
  fuel = FUEL,
  warnings: WarningSet = defaultWarnings(),
  flags: Pick<CompileOptions, 'common' | 'zeroed'> = {},
): RunResult {
  const built = build(sources, { warnings, ...flags });
  const result = resultOf(built);
  if (!built.ok) return result;
  const driver = vmDriver(() => built.image, LIBC_NATIVES);
  const state = createProcess(built.image, { argv });
  const bytes: number[] = [];
  const finish = (): RunResult => {
    result.output = Buffer.from(bytes).toString('utf8');
    return result;
  };
  for (let left = fuel; left > 0; ) {
    const trap = driver.run(state, Math.min(left, 1_000_000));
    left -= trap.ops;
    if (trap.kind === 'fault') {
      result.fault = trap;
      return finish();
    }
    if (trap.kind === 'exit') {
      result.status = trap.status;
      return finish();
    }
    if (trap.kind === 'warning') {
      result.runtime.push({ line: trap.line, text: trap.message });
    }
    if (trap.kind !== 'syscall') continue;
    const [a, b, c] = trap.args;
    if (trap.nr === SYS_EXIT || trap.nr === SYS_EXIT_GROUP) {
      result.status = a & 255;
      return finish();
    }
    if (trap.nr === SYS_WRITE && (a === 1 || a === 2)) {
      const data = driver.read(state, b, c);
      if (data && a === 1) bytes.push(...data);
      driver.deliver(state, data ? c : -14);
    } else driver.deliver(state, trap.nr === SYS_READ ? 0 : -ENOSYS);
  }
  return finish();
}

/** What is known when the compiler has spoken. */
function resultOf(built: CompileResult): RunResult {
  return {
    diagnostics: built.ok ? built.warnings : built.diagnostics,
    compiled: built.ok,
    output: '',
    status: undefined,
    fault: undefined,
    runtime: [],
  };
}

/** The same on a whole machine, for programs about files, threads, time and names. */
export function runOnMachine(sources: readonly SourceFile[]): RunResult {
  const built = build(sources);
  const result = resultOf(built);
  if (!built.ok) return result;
  installC();
  const m = createMachine();
  const pid = exec(m, 'server', { image: built.image, argv: ['./program'] }, { cwd: '/tmp' });
  advance(m, { untilUs: 60e6 });
  const bytes: number[] = [];
  for (const event of traceOf(m)) {
    if (event.kind === 'output' && event.stream === 1) bytes.push(...event.bytes);
    if (event.kind !== 'task' || event.pid !== pid) continue;
    if (event.status !== undefined) result.status = event.status;
    if (event.signal) result.output += `${event.signal}\n`;
  }
  result.output = Buffer.from(bytes).toString('utf8') + result.output;
  return result;
}

/** Warnings of gcc's -Wall -Wextra about one file, as `line option`; throws where there is no gcc. */
export function gccWarnings(source: SourceFile): string[] {
  const options = ['-std=gnu17', '-Wall', '-Wextra', '-fsyntax-only', '-x', 'c', '-'];
  const gcc = spawnSync('gcc', options, { input: source.text, encoding: 'utf8' });
  if (gcc.error) throw gcc.error;
  const warned = /^<stdin>:(\d+):\d+: warning: .* \[-W([\w-]+)=?\]$/gm;
  return [...gcc.stderr.matchAll(warned)].map(([, line, option]) => `${line} ${option}`);
}

export interface GccResult {
  compiled: boolean;
  messages: string;
  output: string;
  status: number | null;
}

/** Compiles with the real gcc and runs it; throws where there is no gcc. */
export function runGcc(sources: readonly SourceFile[], flags: string[] = ['-w']): GccResult {
  const dir = mkdtempSync(join(tmpdir(), 'c-test-'));
  try {
    for (const s of sources) writeFileSync(join(dir, s.name), s.text);
    const files = sources.map((s) => s.name).filter((n) => n.endsWith('.c'));
    const options = [
      '-std=gnu17',
      '-O0',
      ...flags,
      '-o',
      'program',
      ...files,
      '-lm',
      '-lcrypt',
      '-lresolv',
      '-lutil',
      '-pthread',
    ];
    const gcc = spawnSync('gcc', options, { cwd: dir, encoding: 'utf8' });
    if (gcc.error) throw gcc.error;
    if (gcc.status !== 0)
      return { compiled: false, messages: gcc.stderr, output: '', status: null };
    // Whatever locale, zone or resolver's options are set here.
    const run = spawnSync(join(dir, 'program'), [], {
      cwd: dir,
      encoding: 'utf8',
      timeout: 10_000,
      env: { PATH: process.env.PATH ?? '' },
    });
    return { compiled: true, messages: gcc.stderr, output: run.stdout, status: run.status };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Tells whether the real gcc is there. */
export function hasGcc(): boolean {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface Expectations {
  output: string[];
  /** By line of the program. */
  errors: { line: number; text: string }[];
  warnings: { line: number; text: string }[];
  fault: { line: number; text: string } | undefined;
  /** Told at run time, in order; the program goes on. */
  runtime: { line: number; text: string }[];
  status: number | undefined;
}

/** Reads what a program's comments promise: `// →`, `// error:`, `// warning:`, `// fault:`, `// runtime:`. */
export function expectations(text: string): Expectations {
  const found: Expectations = {
    output: [],
    errors: [],
    warnings: [],
    fault: undefined,
    runtime: [],
    status: undefined,
  };
  text.split('\n').forEach((source, i) => {
    const m = /\/\/ (→|error:|warning:|fault:|runtime:|status:) ?(.*)$/.exec(source);
    if (!m) return;
    const at = { line: i + 1, text: m[2] };
    if (m[1] === '→') found.output.push(m[2]);
    else if (m[1] === 'error:') found.errors.push(at);
    else if (m[1] === 'warning:') found.warnings.push(at);
    else if (m[1] === 'runtime:') found.runtime.push(at);
    else if (m[1] === 'status:') found.status = Number(m[2]);
    else found.fault = at;
  });
  return found;
}
