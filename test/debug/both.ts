// The same gdb commands at both prompts: the real gdb's, and ours on the machine.
//
// A `.gdb` file's first line names its program. "@client" is a client in the background, which each
// side starts its own way. The real gdb reads no separate debugging files, so that what it knows of the
// C library does not depend on what is installed.
//
// Source: GNU gdb 13.1 with gcc 12.2 -O0.

import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CALLABLE } from '../../lib/debug/gdb/call.ts';
import { command } from '../../lib/debug/gdb/commands.ts';
import { GdbError } from '../../lib/debug/gdb/expression.ts';
import { createGdb } from '../../lib/debug/gdb/session.ts';
import { build } from '../../lib/machine/build.ts';

const here = import.meta.dirname;
const book = join(here, '../../content/programs');

export interface Script {
  program: string;
  commands: string[];
}

/** Names of all scripts: those of this folder, and one for each program of the book. */
export const SCRIPTS = [
  ...readdirSync(here).filter((name) => name.endsWith('.gdb')),
  ...readdirSync(book).filter((name) => name.endsWith('.c')),
];

const commandsIn = (lines: string[]): string[] =>
  lines.filter((line) => line !== '' && !line.startsWith('#'));

function linesOf(...path: string[]): string[] {
  return readFileSync(join(here, ...path), 'utf8').split('\n');
}

/** Reads a script; what is asked of every program of the book comes before its own questions. */
export function readScript(name: string): Script {
  if (name.endsWith('.c')) {
    const own = linesOf('book', name.replace(/c$/, 'gdb'));
    const commands = commandsIn([...linesOf('book', 'every.txt'), ...own]);
    return { program: join(book, name), commands };
  }
  const [head, ...lines] = linesOf(name);
  const file = /^# (\S+\.c):/.exec(head)![1];
  const own = readdirSync(here).includes(file);
  return {
    program: join(own ? here : book, file),
    commands: commandsIn(lines),
  };
}

/** Each command with its answer. */
export type Answers = { command: string; answer: string[] }[];

const MARK = '@@@';

/** What the real gdb answers; the program is compiled into a folder. */
export function real({ program, commands }: Script, folder: string): Answers {
  const binary = join(folder, basename(program).replace(/\.c$/, ''));
  const cwd = join(program, '..');
  execFileSync('gcc', ['-g', '-O0', '-w', '-pthread', '-o', binary, basename(program)], { cwd });
  // One -ex for each, because a file of commands ends at its first mistake.
  const lines = commands.flatMap((line) => [`echo ${MARK}\\n`, ours(line, 'real')]);
  // What the program prints comes when its stream is flushed, which is the C library's affair.
  const settings = [
    ...['set confirm off', 'set width 0', 'set height 0', 'set startup-with-shell off'],
    'tty /dev/null',
  ];
  const args = [...settings, ...lines].flatMap((line) => ['-ex', line]);
  const bare = ['-iex', 'set debug-file-directory /nonexistent'];
  const net = process.getuid?.() === 0 ? ['--net'] : ['--net', '--user', '--map-root-user'];
  const shell = 'ip link set lo up; exec "$@" 2>&1 </dev/null';
  const gdb = ['gdb', '-q', '-nx', '-batch', ...bare, ...args, binary];
  const run = spawnSync('unshare', [...net, 'sh', '-c', shell, 'sh', ...gdb], {
    cwd,
    encoding: 'utf8',
    timeout: 20_000,
  });
  const late = (run.error as { code?: string } | undefined)?.code === 'ETIMEDOUT';
  if (run.error && !late) throw run.error;
  const [, ...answers] = `${run.stdout}${late ? 'and waits\n' : ''}`.split(`${MARK}\n`);
  return commands.map((line, i) => ({ command: line, answer: (answers[i] ?? '').split('\n') }));
}

/** A client on the machine, and on the real one. */
function ours(line: string, side: 'real' | 'model'): string {
  if (line !== '@client') return line;
  const curl = 'curl -s -m 5 localhost:8080';
  return side === 'model' ? `shell ${curl} &` : `shell (sleep 0.3; ${curl} >/dev/null) &`;
}

/** What our prompt answers. */
export function model({ program, commands }: Script): Answers {
  const text = readFileSync(program, 'utf8');
  const result = build([{ name: basename(program), text }], { also: CALLABLE });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  const g = createGdb(result.image, basename(program).replace(/\.c$/, ''), [text]);
  g.beside = true;
  return commands.map((line) => {
    try {
      const answer = command(g, ours(line, 'model'));
      return { command: line, answer: line === '@client' ? [] : answer };
    } catch (error) {
      if (!(error instanceof GdbError)) throw error;
      return { command: line, answer: error.message.split('\n') };
    }
  });
}

/** What must differ, and what both become there; the one list of accepted differences. */
const ACCEPTED: readonly [RegExp, string][] = [
  // Addresses, numbers of processes and threads, and what is laid out by their width.
  [/0x[0-9a-f]{4,16}/g, '0xADDR'],
  [/\b(process|LWP) \d+/g, '$1 N'],
  [/<(\w+)\+\d+>/g, '<$1+N>'],
  [/(?<=\S) {2,}/g, '  '],
  // Where each side has the program's text and file.
  [/(^Compilation directory is |^Located in | of | {2})\/\S*?([\w-]*(?:\.c)?)(?= ?$)/, '$1/.../$2'],
  [/(^Compilation directory is ).*/, '$1...'],
  // Each side's own compiler.
  [/^(Producer is ).*/, '$1...'],
  [/^(Compiled with ).*( debugging format\.)/, '$1...$2'],
];

/**
 * Takes out of answers what must differ, what the C library's own start prints, and the ends of threads,
 * of which gdb hears at this stop or at the next one.
 */
export function normal(answers: Answers): Answers {
  return answers.map(({ command: line, answer }) => ({
    command: line,
    answer: answer
      .map((text) => ACCEPTED.reduce((so, [what, by]) => so.replace(what, by), text))
      .filter((text) => text !== '' && !/libthread_db|^\[Thread .* exited\]$/.test(text)),
  }));
}

/** What our prompt says where gdb shows what lies in memory or a register that is not set yet. */
const UNSET = /<not declared yet>|<optimized out>/;

/**
 * The real answers, with ours where both may differ: a variable that our compiler keeps in a register has
 * no value before its declaration, and a first parameter none at the closing brace, when the result is
 * in its place; `finish` says the address where a call ends in the middle of a line, which with gcc may
 * be where its table of lines begins an entry; and a watchpoint stops us where the next statement
 * begins, and gdb behind the instruction, which may be in the middle of it.
 */
export function expected(theirs: Answers, mine: Answers): Answers {
  return normal(theirs).map(({ command: line, answer }, i) => ({
    command: line,
    answer: answer.map((text, n) => {
      const own = mine[i].answer[n] ?? '';
      const parts = own.split(UNSET).map((part) => part.replace(/[^\w ]/g, '\\$&'));
      const unset = parts.length > 1 && new RegExp(`^${parts.join('.*')}$`).test(text);
      const address = '0xADDR in ';
      const middle = line === 'finish' && own === address + text;
      const between = own !== '' && text === address + own;
      return unset || middle || between ? own : text;
    }),
  }));
}
