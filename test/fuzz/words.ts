// Fuzz: packet scripts and command lines with words that were moved, doubled, lost or damaged.
//
// One idea: a person's mistake is a sentence that is almost right. Whatever it is, the answer is a
// result: a script is refused with a line that it has and a reason, a command line with a reason.

import { readdirSync, readFileSync } from 'node:fs';
import { readCommandLine } from '../../lib/cli/options.ts';
import { runPacketScript } from '../../lib/packet/run.ts';
import { createRng, nextBelow, type Rng } from '../../lib/sim/rng.ts';

const SCRIPTS = new URL('../packet/', import.meta.url);
const names = readdirSync(SCRIPTS).filter((name) => name.endsWith('.pkt'));
const textOf = (name: string) => readFileSync(new URL(name, SCRIPTS), 'utf8');
const SCRAPS = [
  '-1',
  '99999999999',
  '0x',
  '+',
  '~',
  '...',
  '<',
  '>',
  '{',
  '}',
  '(',
  ')',
  '"',
  '`',
  '%{',
  '}%',
  '*',
  '',
  '\0',
  'é',
];
const OPTIONS = [
  ...['run', 'a.c', 'b.c', '--then', 'ss -tan', '--host', 'client', '--strace', '--strace-all'],
  ...['--leaks', '--tcpdump', '--pcap', 'out', '--link', 'stdio', '--addr', '10.0.0.9', '--delay'],
  ...['--loss', '5', '--seed', '-7', '--uid', '--for', '1e9', '--', '-', '-I', '-DX=1', '-U', '-W'],
  ...['--seed=1', '--delay=', '--nope', '-O2', '-lm', 'word', '', 'NaN', '0.1', '101'],
];

function pick<T>(rng: Rng, list: readonly T[]): T {
  return list[nextBelow(rng, list.length)];
}

/** Plays a damaged script; throws unless the answer is a result that names a line of it. */
export function fuzzScript(seed: number): void {
  const rng = createRng(seed);
  const words = textOf(pick(rng, names)).split(/(\s+|(?=[<>(){}[\],.:;=])|(?<=[<>(){}[\],.:;=]))/);
  for (let n = 1 + nextBelow(rng, 3); n > 0; n--) {
    const at = nextBelow(rng, words.length);
    const kind = nextBelow(rng, 4);
    if (kind === 0) words.splice(at, 1);
    else if (kind === 1) words.splice(at, 0, pick(rng, SCRAPS));
    else if (kind === 2) words[at] = pick(rng, words);
    else words[at] = words[at].slice(0, nextBelow(rng, words[at].length + 1)) + pick(rng, SCRAPS);
  }
  const text = words.join('');
  const result = runPacketScript(text, {
    readFile: (path) => (path === './defaults.sh' ? textOf('defaults.sh') : undefined),
  });
  if (result.ok) return;
  const lines = text.split('\n').length;
  if (!(result.line >= 1 && result.line <= lines)) {
    throw new Error(`line ${result.line} of ${lines}: ${result.reason}`);
  }
  if (!result.reason) throw new Error(`line ${result.line} without a reason`);
}

/** Reads a command line of random words; throws unless it is taken or refused with a reason. */
export function fuzzCommandLine(seed: number): void {
  const rng = createRng(seed);
  const argv = ['run', ...Array.from({ length: nextBelow(rng, 8) }, () => pick(rng, OPTIONS))];
  const read = readCommandLine(argv);
  if (read === 'help') return;
  if ('wrong' in read) {
    if (!read.wrong) throw new Error(`refused without a reason: ${argv.join(' ')}`);
    return;
  }
  for (const [name, value] of Object.entries(read)) {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new Error(`${name} is ${value}: ${argv.join(' ')}`);
    }
  }
  if (read.files.length === 0) throw new Error(`taken without a file: ${argv.join(' ')}`);
}
