// sockscope packet: packet scripts from files, a line of result each.

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type PacketOptions, type PacketResult, runPacketScript } from '../packet/run.ts';
import { VERSIONS } from '../packet/script.ts';
import type { Streams } from './streams.ts';

/** Plays every file; 0 if all are kept, 1 if one is not, 2 for a wrong command line. */
export function packetCommand(argv: readonly string[], streams: Streams): number {
  const defined = new Map<string, string>();
  const options: PacketOptions = { defined };
  const files: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i];
    // `-D A=1`, `-DA=1` and `--define=A=1` are the same.
    const definition = /^-D(.*)$/.exec(word)?.[1] ?? /^--define=(.*)$/.exec(word)?.[1];
    let wrong: string | undefined;
    if (definition !== undefined) wrong = define(defined, definition || (argv[++i] ?? ''));
    else if (word.startsWith('-')) wrong = takeOption(options, word);
    else files.push(word);
    if (wrong) return refuse(streams, wrong);
  }
  if (files.length === 0) return refuse(streams, 'which script?');
  let failed = 0;
  for (const file of files) {
    const result = play(file, options);
    if (!result.ok) failed++;
    streams.write(1, resultText(file, result));
  }
  return failed > 0 ? 1 : 0;
}

function refuse(streams: Streams, wrong: string): 2 {
  streams.write(2, `sockscope: packet: ${wrong}\nTry 'sockscope --help'.\n`);
  return 2;
}

function define(defined: Map<string, string>, text: string): string | undefined {
  const match = /^([A-Za-z_]\w*)=(.+)$/.exec(text);
  if (!match) return `-D: expected NAME=VALUE, not '${text}'`;
  defined.set(match[1], match[2]);
  return undefined;
}

/** Also in the usage (options.ts). */
export const KNOWN =
  '--complete, --ip_version=VERSION, --mtu=N, --mss=N, --tolerance_usecs=N, --seed=N, -D NAME=VALUE';

function takeOption(options: PacketOptions, word: string): string | undefined {
  const said = /^--ip_version=(.*)$/.exec(word)?.[1];
  if (said !== undefined) {
    options.version = VERSIONS.find((version) => version === said);
    return options.version ? undefined : `${word}: expected ${VERSIONS.join(', ')}`;
  }
  if (word === '--complete') {
    options.complete = true;
    return undefined;
  }
  const match = /^--(mss|mtu|tolerance_usecs|seed)=(\d+)$/.exec(word);
  if (!match) return `unknown option '${word}'; known: ${KNOWN}`;
  if (match[1] === 'tolerance_usecs') options.toleranceUs = Number(match[2]);
  if (match[1] === 'seed') options.seed = Number(match[2]);
  if (match[1] === 'mtu') options.mtu = Number(match[2]);
  return undefined;
}

function play(file: string, options: PacketOptions): PacketResult {
  const text = textOf(file);
  if (text === undefined) {
    return { ok: false, line: 0, text: file, reason: 'no such file, or not to be read' };
  }
  const readFile = (path: string) => textOf(resolve(dirname(file), path));
  return runPacketScript(text, { ...options, readFile });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes a result as `ok` or `not ok`, with what a reader of the script needs. */
function resultText(file: string, result: PacketResult): string {
  if (result.ok) {
    return [`ok ${file}`, ...result.printed.map((line) => `  ${line}`), ''].join('\n');
  }
  const { line, text, reason, expected, got } = result;
  const where = line > 0 ? `${file}:${line}: ${text}` : file;
  const lines = [`not ok ${where}`, `  ${reason}`];
  if (expected !== undefined) lines.push(`  expected: ${expected}`, `  got:      ${got}`);
  return `${lines.join('\n')}\n`;
}
