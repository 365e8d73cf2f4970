// The prompt of our debugger beside the real gdb: the same commands on the same program, the same
// answers. Addresses, process ids and what the C library's own start prints are taken out of both.
//
// A `.gdb` file's first line names its program. "@client" is a client in the background, which each
// side starts its own way.
//
// Source: GNU gdb 13.1 with gcc 12.2 -O0.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../../lib/debug/gdb/commands.ts';
import { GdbError } from '../../lib/debug/gdb/expression.ts';
import { createGdb } from '../../lib/debug/gdb/session.ts';
import { build } from '../../lib/machine/build.ts';

const here = import.meta.dirname;
const book = join(here, '../../content/programs');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gdb-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Script {
  program: string;
  commands: string[];
}

function read(name: string): Script {
  const [head, ...lines] = readFileSync(join(here, name), 'utf8').split('\n');
  const file = /^# (\S+\.c):/.exec(head)![1];
  const own = readdirSync(here).includes(file);
  return {
    program: join(own ? here : book, file),
    commands: lines.filter((line) => line !== '' && !line.startsWith('#')),
  };
}

/** Each command with its answer. */
type Answers = { command: string; answer: string[] }[];

const MARK = '@@@';

function real({ program, commands }: Script): Answers {
  const binary = join(folder, basename(program).replace(/\.c$/, ''));
  const cwd = join(program, '..');
  execFileSync('gcc', ['-g', '-O0', '-w', '-o', binary, basename(program)], { cwd });
  // One -ex for each, because a file of commands ends at its first mistake.
  const lines = commands.flatMap((line) => [`echo ${MARK}\\n`, ours(line, 'real')]);
  const settings = ['set confirm off', 'set width 0', 'set height 0', 'set startup-with-shell off'];
  const args = [...settings, ...lines].flatMap((line) => ['-ex', line]);
  const net = process.getuid?.() === 0 ? ['--net'] : ['--net', '--user', '--map-root-user'];
  const shell = 'ip link set lo up; exec "$@" 2>&1 </dev/null';
  const gdb = ['gdb', '-q', '-nx', '-batch', ...args, binary];
  const run = spawnSync('unshare', [...net, 'sh', '-c', shell, 'sh', ...gdb], {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (run.error) throw run.error;
  const [, ...answers] = run.stdout.split(`${MARK}\n`);
  return commands.map((line, i) => ({ command: line, answer: (answers[i] ?? '').split('\n') }));
}

/** A client on the machine, and on the real one. */
function ours(line: string, side: 'real' | 'model'): string {
  if (line !== '@client') return line;
  const curl = 'curl -s -m 5 localhost:8080';
  return side === 'model' ? `shell ${curl} &` : `shell (sleep 0.3; ${curl} >/dev/null) &`;
}

function model({ program, commands }: Script): Answers {
  const text = readFileSync(program, 'utf8');
  const result = build([{ name: basename(program), text }]);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  const g = createGdb(result.image, basename(program).replace(/\.c$/, ''), [text]);
  return commands.map((line) => {
    try {
      return { command: line, answer: command(g, ours(line, 'model')) };
    } catch (error) {
      if (!(error instanceof GdbError)) throw error;
      return { command: line, answer: error.message.split('\n') };
    }
  });
}

/** Takes out what must differ. Lines that the program printed come when its stream is flushed. */
function normal(answers: Answers, printed: Set<string>): Answers {
  return answers.map(({ command: line, answer }) => ({
    command: line,
    answer: answer
      .map((text) =>
        text
          .replace(/0x[0-9a-f]{4,16}/g, '0xADDR')
          .replace(/process \d+/, 'process N')
          .replace(/<(\w+)\+\d+>/g, '<$1+N>'),
      )
      .filter((text) => text !== '' && !printed.has(text) && !/libthread_db/.test(text)),
  }));
}

describe('gdb', () => {
  const scripts = readdirSync(here).filter((name) => name.endsWith('.gdb'));
  test.each(scripts)('%s', { timeout: 90_000 }, (name) => {
    const script = read(name);
    const mine = model(script);
    const theirs = real(script);
    const said = /^# prints: (.*)$/m.exec(readFileSync(join(here, name), 'utf8'))?.[1] ?? '';
    const printed = new Set(said.split(' | '));
    expect(normal(mine, printed)).toEqual(normal(theirs, printed));
  });
});
