// `sockscope gdb FILE.c`: the debugger's prompt on the machine, in a terminal.
//
// One idea: the session of lib/debug/gdb does all; this reads lines and writes lines.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { formatDiagnostics } from '../cc/diagnostic.ts';
import { CALLABLE } from '../debug/gdb/call.ts';
import { command } from '../debug/gdb/commands.ts';
import { GdbError } from '../debug/gdb/expression.ts';
import { createGdb, type Gdb } from '../debug/gdb/session.ts';
import { build } from '../machine/build.ts';
import type { Streams } from './streams.ts';

export const GDB_USAGE = `Usage: sockscope gdb FILE.c [-x COMMANDS] [-ex COMMAND] [-batch] [--args ARGUMENT ...]

The prompt knows break, tbreak, condition, ignore, watch, catch syscall, delete, enable, disable; run,
start, continue, next, step, finish, until, advance, kill and reverse-step, reverse-next,
reverse-continue; backtrace, frame, up, down, info, list; print, call, x, display, set var, ptype,
whatis; thread, thread apply all bt; clear, set print, show print, echo, shell. "shell curl -s localhost:8080 &" is a client on the same machine.
`;

interface Asked {
  file: string;
  args: string[];
  /** Command files and commands, in order. */
  before: { file?: string; text?: string }[];
  batch: boolean;
}

function readArguments(words: readonly string[]): Asked | string {
  const asked: Asked = { file: '', args: [], before: [], batch: false };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--args') {
      const rest = words.slice(i + 1);
      if (asked.file === '') asked.file = rest.shift() ?? '';
      asked.args = rest;
      break;
    }
    if (word === '-batch' || word === '--batch') asked.batch = true;
    else if (word === '-x' || word === '-ex') {
      const value = words[++i];
      if (value === undefined) return `gdb: option ${word} wants a value`;
      asked.before.push(word === '-x' ? { file: value } : { text: value });
    } else if (word.startsWith('-') && word !== '-q') return `gdb: unknown option '${word}'`;
    else if (word !== '-q' && asked.file !== '') {
      return 'gdb: one C file, please; arguments of the program stand behind --args';
    } else if (word !== '-q') asked.file = word;
  }
  return asked.file === '' ? 'gdb: which C file?' : asked;
}

/** Runs the command and returns the exit status: 0, 1 for C that does not compile, 2 for misuse. */
export function gdbCommand(words: readonly string[], streams: Streams): number {
  if (words.includes('--help')) {
    streams.write(1, GDB_USAGE);
    return 0;
  }
  const asked = readArguments(words);
  if (typeof asked === 'string') {
    streams.write(2, `sockscope: ${asked}\n`);
    return 2;
  }
  let text: string;
  try {
    text = readFileSync(asked.file, 'utf8');
  } catch (error) {
    streams.write(2, `sockscope: ${asked.file}: ${(error as Error).message}\n`);
    return 2;
  }
  const name = basename(asked.file);
  const result = build([{ name, text }], { also: CALLABLE });
  streams.write(2, formatDiagnostics(result.ok ? result.warnings : result.diagnostics));
  if (!result.ok) return 1;
  const g = createGdb(result.image, name.replace(/\.c$/, ''), [text], asked.args);
  for (const step of asked.before) {
    const lines = linesOf(step, streams);
    if (!lines) return 2;
    for (const [i, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const wrong = perform(g, line, streams);
      if (wrong === undefined) continue;
      const where =
        step.file === undefined ? '' : `${step.file}:${i + 1}: Error in sourced command file:\n`;
      streams.write(2, `${where}${wrong}\n`);
      break;
    }
  }
  if (!asked.batch) prompt(g, streams);
  return 0;
}

function linesOf(step: { file?: string; text?: string }, streams: Streams): string[] | undefined {
  if (step.file === undefined) return [step.text!];
  try {
    return readFileSync(step.file, 'utf8').split('\n');
  } catch (error) {
    streams.write(2, `sockscope: ${step.file}: ${(error as Error).message}\n`);
    return undefined;
  }
}

/** Does one line and writes its answer; returns what was wrong with it. */
function perform(g: Gdb, line: string, streams: Streams): string | undefined {
  try {
    const answer = command(g, line);
    if (answer.length > 0) streams.write(1, `${answer.join('\n')}\n`);
    return undefined;
  } catch (error) {
    if (error instanceof GdbError) return error.message;
    throw error;
  }
}

function prompt(g: Gdb, streams: Streams): void {
  g.interactive = true;
  let rest = '';
  streams.write(1, '(gdb) ');
  for (;;) {
    const bytes = streams.read();
    rest += new TextDecoder().decode(bytes);
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      if (/^\s*q(uit)?\s*$/.test(line)) return;
      const wrong = perform(g, line, streams);
      if (wrong !== undefined) streams.write(2, `${wrong}\n`);
      streams.write(1, '(gdb) ');
    }
    if (bytes.length === 0) {
      streams.write(1, 'quit\n');
      return;
    }
  }
}
