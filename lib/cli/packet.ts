// sockscope packet: packet scripts from files, a line of result each.

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type PacketOptions, type PacketResult, runPacketScript } from '../packet/run.ts';
import type { Streams } from './streams.ts';

/** Plays every file; 0 if all are kept, 1 if one is not, 2 for a wrong command line. */
export function packetCommand(argv: readonly string[], streams: Streams): number {
  const options: PacketOptions = {};
  const files: string[] = [];
  for (const word of argv) {
    const wrong = word.startsWith('--') ? takeOption(options, word) : undefined;
    if (wrong) {
      streams.write(2, `sockscope: packet: ${wrong}\nTry 'sockscope --help'.\n`);
      return 2;
    }
    if (!word.startsWith('--')) files.push(word);
  }
  if (files.length === 0) {
    streams.write(2, "sockscope: packet: which script?\nTry 'sockscope --help'.\n");
    return 2;
  }
  let failed = 0;
  for (const file of files) {
    const result = play(file, options);
    if (!result.ok) failed++;
    streams.write(1, resultText(file, result));
  }
  return failed > 0 ? 1 : 0;
}

function takeOption(options: PacketOptions, word: string): string | undefined {
  const match = /^--(mss|tolerance_usecs|seed)=(\d+)$/.exec(word);
  if (!match) return `unknown option '${word}'; known: --mss=N, --tolerance_usecs=N, --seed=N`;
  if (match[1] === 'tolerance_usecs') options.toleranceUs = Number(match[2]);
  if (match[1] === 'seed') options.seed = Number(match[2]);
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
