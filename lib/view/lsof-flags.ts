// lsof's command line: which processes and files are listed, and how.
//
// One idea: what follows from the options is one test of a process and one of a file. Without -a whatever
// passes either is listed; with -a only what passes both.
//
// Source: lsof(8) 4.95: -a -c -d -F -i -l -n -P -p -R -s -t -u -U, names of files; words of its complaints.
// Departs: the long help behind a complaint; -g, -N, -o, -r, -T, -x, -X, +d, +D, +L.

import { parseAddr, parseV6 } from '../net/ip.ts';
import type { LsofFile, LsofNames, LsofProcess } from './lsof.ts';

export interface LsofQuestion {
  /** Every part of a question that was given; a file is listed if any holds, with `all` if all do. */
  tests: ((process: LsofProcess, file: LsofFile) => boolean)[];
  /** What is never listed: -p ^5 and its like. */
  never: ((process: LsofProcess, file: LsofFile) => boolean)[];
  all: boolean;
  hosts: boolean;
  ports: boolean;
  users: boolean;
  parents: boolean;
  /** Only the numbers of processes. */
  terse: boolean;
  /** Letters of -F; undefined for a table. */
  fields?: string;
}

export class LsofError extends Error {}

const VALUED = 'cdpsu';

interface InetSpec {
  family?: 4 | 6;
  proto?: 'TCP' | 'UDP';
  addr?: number;
  ports: [low: number, high: number][];
}

/** Reads the words behind `lsof`; throws LsofError. */
export function readLsofFlags(words: readonly string[], names: LsofNames): LsofQuestion {
  const question: LsofQuestion = {
    ...{ tests: [], never: [], all: false, hosts: true, ports: true, users: true },
    ...{ parents: false, terse: false },
  };
  const inet: InetSpec[] = [];
  const states: string[] = [];
  let anyInet = false;
  const paths: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!/^-./.test(word)) {
      paths.push(word);
      continue;
    }
    for (let i = 1; i < word.length; i++) {
      const letter = word[i];
      const rest = word.slice(i + 1);
      if (letter === 'i' || letter === 'F') {
        // Their value may be left out; one that stands apart begins with no sign.
        const next = words[at + 1];
        const apart = rest === '' && letter === 'i' && next !== undefined && !/^[-+]/.test(next);
        const value = apart ? words[++at] : rest;
        // `-iP` is -i and -P: a letter that begins no address is an option again.
        if (letter === 'i' && /^[nPatlUR]+$/.test(value)) {
          anyInet = true;
          continue;
        }
        if (letter === 'F') question.fields = value;
        else {
          anyInet = true;
          if (value) inet.push(readInet(value, names));
        }
        break;
      }
      if (VALUED.includes(letter)) {
        const value = rest || words[++at];
        if (value === undefined) throw new LsofError(`lsof: no value for -${letter}`);
        if (letter === 's') states.push(...readStates(value));
        else select(question, letter, value);
        break;
      }
      flag(question, letter);
    }
  }
  if (anyInet) question.tests.push((_, file) => matchesInet(file, inet, states));
  if (paths.length > 0) question.tests.push((_, { path }) => paths.includes(path ?? ''));
  return question;
}

function flag(question: LsofQuestion, letter: string): void {
  if (letter === 'a') question.all = true;
  else if (letter === 'n') question.hosts = false;
  else if (letter === 'P') question.ports = false;
  else if (letter === 'l') question.users = false;
  else if (letter === 'R') question.parents = true;
  else if (letter === 't') question.terse = true;
  else if (letter === 'U') question.tests.push((_, { type }) => type === 'unix');
  else if (!'bwV'.includes(letter)) {
    throw new LsofError(`lsof: illegal option character: ${letter}`);
  }
}

/** Adds what -p, -u, -c or -d asks for; an item behind ^ is never listed. */
function select(question: LsofQuestion, letter: string, value: string): void {
  const items = letter === 'c' ? [value] : value.split(',').filter(Boolean);
  const plain: ((process: LsofProcess, file: LsofFile) => boolean)[] = [];
  for (const item of items) {
    const not = item.startsWith('^');
    const test = testOf(letter, not ? item.slice(1) : item);
    (not ? question.never : plain).push(test);
  }
  if (plain.length > 0) question.tests.push((p, f) => plain.some((test) => test(p, f)));
}

function testOf(letter: string, item: string): (process: LsofProcess, file: LsofFile) => boolean {
  if (letter === 'p') {
    if (!/^\d+$/.test(item)) throw new LsofError(`lsof: illegal process ID: ${item}`);
    return ({ pid }) => pid === Number(item);
  }
  if (letter === 'u') return ({ uid, user }) => user === item || String(uid) === item;
  if (letter === 'c') return ({ comm }) => comm.startsWith(item);
  const [low, high = low] = item.split('-');
  if (!/^\d+$/.test(low)) return (_, { fd }) => fd === item;
  return (_, { fd }) => /^\d+$/.test(fd) && Number(fd) >= Number(low) && Number(fd) <= Number(high);
}

const STATES = [
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
].concat(...['CLOSE', 'CLOSED', 'CLOSE_WAIT', 'LAST_ACK', 'LISTEN', 'CLOSING']);

/** Reads `TCP:LISTEN,ESTABLISHED`; names behind ^ are those that are left out. */
function readStates(value: string): string[] {
  const [, proto, list] = /^(tcp|udp):(.+)$/i.exec(value) ?? [];
  if (!proto) throw new LsofError(`lsof: unknown -s protocol: "${value}"`);
  const states = list.toUpperCase().split(',');
  for (const state of states) {
    if (STATES.includes(state.replace(/^\^/, ''))) continue;
    throw new LsofError(`lsof: unknown ${proto.toUpperCase()} state name: ${state}`);
  }
  return states;
}

function readInet(text: string, names: LsofNames): InetSpec {
  const shape = /^([46]?)([a-z]*)(?:@(\[[^\]]*\]|[^:]*))?(?::(.*))?$/i;
  const [, family, proto, host, ports] = shape.exec(text) ?? [];
  if (family === undefined)
    throw new LsofError(`lsof: unacceptable Internet address in: -i ${text}`);
  const spec: InetSpec = { ports: [] };
  if (family) spec.family = family === '4' ? 4 : 6;
  if (proto) {
    const name = proto.toUpperCase();
    if (name !== 'TCP' && name !== 'UDP') {
      throw new LsofError(`lsof: unknown protocol name (${proto}) in: -i ${text}`);
    }
    spec.proto = name;
  }
  if (host) {
    const addr = parseAddr(host) ?? parseV6(host.replace(/^\[|\]$/g, '')) ?? names.addr(host);
    if (addr === undefined) throw new LsofError(`lsof: unknown host name (${host}) in: -i ${text}`);
    spec.addr = addr;
  }
  for (const part of ports ? ports.split(',') : []) spec.ports.push(readPorts(part, text, names));
  return spec;
}

function readPorts(part: string, text: string, names: LsofNames): [number, number] {
  const [, low, high = low] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  if (low !== undefined) return [Number(low), Number(high)];
  const port = names.portOf(part);
  if (port === undefined) throw new LsofError(`lsof: unknown service ${part} in: -i ${text}`);
  return [port, port];
}

function matchesInet(file: LsofFile, specs: InetSpec[], states: string[]): boolean {
  const { inet } = file;
  if (!inet) return false;
  const [wanted, unwanted] = [
    states.filter((state) => !state.startsWith('^')),
    states.filter((state) => state.startsWith('^')).map((state) => state.slice(1)),
  ];
  if (inet.proto === 'tcp' && states.length > 0) {
    if (wanted.length > 0 && !wanted.includes(inet.state)) return false;
    if (unwanted.includes(inet.state)) return false;
  }
  if (specs.length === 0) return true;
  const ends = [inet.local, inet.peer];
  return specs.some(({ family, proto, addr, ports }) => {
    if (family !== undefined && family !== inet.family) return false;
    if (proto !== undefined && proto.toLowerCase() !== inet.proto) return false;
    return ends.some(
      (end) =>
        (addr === undefined || end.addr === addr) &&
        (ports.length === 0 || ports.some(([low, high]) => end.port >= low && end.port <= high)),
    );
  });
}
