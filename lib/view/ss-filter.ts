// ss's question: which sockets, and what of them, as the words of its command line say it.
//
// One idea: the words become a set of tables, a set of states and one predicate; whether a socket is
// shown is then asked of each alone.
//
// Source: iproute2 6.1 misc/ss.c main(), scan_state(), parse_hostcond(), misc/ssfilter.y.
// Departs: no -D, -E, -F, -K, -N; tables of families that the machine has not are always empty.

import type { DiagSock } from '../kernel/sock-diag.ts';
import { formatAddr, isV6, parseAddr, V6 } from '../net/ip.ts';
import type { TcpState } from '../sim/trace.ts';

/** Tables of sockets; those of the last line are always empty here. */
export type Table =
  | ('u_str' | 'u_dgr' | 'u_seq' | 'udp' | 'tcp')
  | ('raw' | 'packet' | 'sctp' | 'dccp' | 'mptcp' | 'netlink');

export interface SsQuestion {
  tables: ReadonlySet<Table>;
  states: ReadonlySet<TcpState>;
  families: ReadonlySet<4 | 6 | 'unix'>;
  matches: (sock: DiagSock) => boolean;
  processes: boolean;
  options: boolean;
  details: boolean;
  memory: boolean;
  info: boolean;
  header: boolean;
  oneline: boolean;
  numeric: boolean;
  summary: boolean;
  /** Nothing but the summary was asked for. */
  summaryOnly: boolean;
}

const UNIX: Table[] = ['u_str', 'u_dgr', 'u_seq'];
const EMPTY: Table[] = ['raw', 'packet', 'sctp', 'dccp', 'mptcp', 'netlink'];
const INET: Table[] = ['udp', 'tcp', 'raw', 'sctp', 'dccp', 'mptcp'];
const ALL_TABLES: Table[] = [...UNIX, 'udp', 'tcp', ...EMPTY];
const CONNECTED: TcpState[] = [
  ...(['ESTABLISHED', 'SYN_SENT', 'FIN_WAIT1', 'FIN_WAIT2'] as const),
  ...(['CLOSE_WAIT', 'LAST_ACK', 'CLOSING'] as const),
];
const ALL_STATES: TcpState[] = [...CONNECTED, 'SYN_RECV', 'TIME_WAIT', 'CLOSE', 'LISTEN'];

const QUERIES: Record<string, Table[]> = {
  ...{ all: ALL_TABLES, inet: INET, tcp: ['tcp'], udp: ['udp'], unix: UNIX },
  ...{ unix_stream: ['u_str'], u_str: ['u_str'], unix_dgram: ['u_dgr'], u_dgr: ['u_dgr'] },
  ...{ unix_seqpacket: ['u_seq'], u_seq: ['u_seq'] },
  ...Object.fromEntries(EMPTY.map((name) => [name, [name]])),
};

const without = (...states: TcpState[]) => ALL_STATES.filter((one) => !states.includes(one));

const STATE_NAMES: Record<string, TcpState[]> = {
  ...{ established: ['ESTABLISHED'], 'syn-sent': ['SYN_SENT'], 'syn-recv': ['SYN_RECV'] },
  ...{ 'syn-rcv': ['SYN_RECV'], 'fin-wait-1': ['FIN_WAIT1'], 'fin-wait-2': ['FIN_WAIT2'] },
  ...{ 'time-wait': ['TIME_WAIT'], unconnected: ['CLOSE'], close: ['CLOSE'], closed: ['CLOSE'] },
  ...{ 'close-wait': ['CLOSE_WAIT'], 'last-ack': ['LAST_ACK'], listening: ['LISTEN'] },
  ...{ closing: ['CLOSING'], all: ALL_STATES, connected: without('CLOSE', 'LISTEN') },
  synchronized: without('CLOSE', 'LISTEN', 'SYN_SENT'),
  ...{ bucket: ['SYN_RECV', 'TIME_WAIT'], big: without('SYN_RECV', 'TIME_WAIT') },
};

const LONG: Record<string, string> = {
  ...{ numeric: 'n', resolve: 'r', options: 'o', extended: 'e', memory: 'm', info: 'i' },
  ...{ processes: 'p', tcp: 't', udp: 'u', raw: 'w', unix: 'x', all: 'a', listening: 'l' },
  ...{ ipv4: '4', ipv6: '6', packet: '0', family: 'f', socket: 'A', query: 'A', summary: 's' },
  ...{ 'no-header': 'H', oneline: 'O', sctp: 'S', dccp: 'd', mptcp: 'M', help: 'h' },
  version: 'V',
};

/** A command line that ss refuses, in its own words. */
export class SsError extends Error {}

/** What the options have said so far. */
interface Draft {
  tables: Set<Table>;
  /** Some table was named, which may be an empty one of this machine. */
  named: boolean;
  families: Set<4 | 6 | 'unix'>;
  states: Set<TcpState>;
  /** Replaces what the tables themselves suggest. */
  asked?: TcpState[];
  flags: Set<string>;
  rest: string[];
}

/** Reads ss's arguments; throws SsError for what ss does not know. */
export function readQuestion(args: readonly string[]): SsQuestion {
  const draft: Draft = {
    ...{ tables: new Set(), named: false, families: new Set(), states: new Set() },
    ...{ flags: new Set(), rest: [] },
  };
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    if (word === '' || !word.startsWith('-') || word === '-') {
      // getopt takes options behind the filter's words too.
      if (word !== '') draft.rest.push(word);
      continue;
    }
    const letters = word.startsWith('--') ? longOption(word) : word.slice(1);
    for (let at = 0; at < letters.length; at++) {
      const letter = letters[at];
      if (letter !== 'A' && letter !== 'f') {
        option(draft, letter);
        continue;
      }
      const inline = word.startsWith('--') ? word.split('=')[1] : letters.slice(at + 1);
      const value = inline || args[++i];
      if (value === undefined) throw new SsError(`ss: option requires an argument -- '${letter}'`);
      if (letter === 'A') query(draft, value);
      else family(draft, value);
      break;
    }
  }
  return finish(draft);
}

function longOption(word: string): string {
  const letter = LONG[word.slice(2).split('=')[0]];
  if (!letter) throw new SsError(`ss: unrecognized option '${word}'`);
  return letter;
}

function add<T>(set: Set<T>, values: readonly T[]): void {
  for (const value of values) set.add(value);
}

const TABLE_LETTERS: Record<string, Table> = {
  ...{ w: 'raw', S: 'sctp', d: 'dccp', M: 'mptcp', 0: 'packet' },
};

function option(draft: Draft, letter: string): void {
  switch (letter) {
    case 't':
      table(draft, ['tcp'], CONNECTED);
      break;
    case 'u':
      table(draft, ['udp'], ['ESTABLISHED']);
      break;
    case 'x':
      family(draft, 'unix');
      break;
    case '4':
      family(draft, 'inet');
      break;
    case '6':
      family(draft, 'inet6');
      break;
    case 'a':
      draft.asked = ALL_STATES;
      break;
    case 'l':
      draft.asked = ['LISTEN', 'CLOSE'];
      break;
    case 'e':
      add(draft.flags, ['o', 'e']);
      break;
    default:
      if (letter in TABLE_LETTERS) {
        table(draft, [TABLE_LETTERS[letter]], CONNECTED);
        break;
      }
      if (!'nropmisHOT'.includes(letter)) throw new SsError(`ss: invalid option -- '${letter}'`);
      draft.flags.add(letter);
  }
}

function table(draft: Draft, tables: Table[], states: TcpState[]): void {
  draft.named = true;
  add(draft.tables, tables);
  add(draft.states, states);
}

function family(draft: Draft, name: string): void {
  if (name === 'unix') {
    draft.families.add('unix');
    table(draft, [], CONNECTED);
    return;
  }
  if (name !== 'inet' && name !== 'inet6') {
    if (!['link', 'netlink', 'vsock', 'tipc', 'xdp'].includes(name)) {
      throw new SsError(`ss: "${name}" is invalid family`);
    }
    table(draft, [], ['CLOSE']);
    return;
  }
  draft.families.add(name === 'inet' ? 4 : 6);
  table(draft, [], CONNECTED);
}

function query(draft: Draft, list: string): void {
  draft.asked ??= CONNECTED;
  for (const name of list.split(',')) {
    const not = name.startsWith('!');
    const tables = QUERIES[not ? name.slice(1) : name];
    if (!tables) throw new SsError(`ss: "${name}" is illegal socket table id`);
    if (not) for (const one of tables) draft.tables.delete(one);
    else table(draft, tables, []);
  }
}

/** Merges what tables, families and states suggest, and reads the filter behind the options. */
function finish(draft: Draft): SsQuestion {
  const { tables, families, flags, rest } = draft;
  const summaryOnly = flags.has('s') && !draft.named && rest.length === 0;
  const words = readStates(draft);
  if (!draft.named) {
    add(tables, ALL_TABLES);
    draft.asked ??= CONNECTED;
  }
  if (INET.some((one) => tables.has(one))) {
    if (!families.has(4) && !families.has(6)) add(families, [4, 6] as const);
  } else if (families.has(4) || families.has(6)) add(tables, INET);
  if (UNIX.some((one) => tables.has(one))) families.add('unix');
  else if (families.has('unix')) add(tables, UNIX);
  return {
    ...{ tables, families, summaryOnly, matches: parseFilter(words) },
    states: new Set(draft.asked ?? draft.states),
    processes: flags.has('p'),
    options: flags.has('o'),
    details: flags.has('e'),
    memory: flags.has('m'),
    info: flags.has('i'),
    header: !flags.has('H'),
    oneline: flags.has('O'),
    numeric: flags.has('n'),
    summary: flags.has('s'),
  };
}

/** Takes `state X` and `exclude X` off the words before the expression. */
function readStates(draft: Draft): string[] {
  const words = [...draft.rest];
  let seen = false;
  while (words[0] === 'state' || words[0] === 'exclude' || words[0] === 'excl') {
    const [verb, name = ''] = words.splice(0, 2);
    const states = STATE_NAMES[name.toLowerCase()];
    if (!states) throw new SsError(`ss: wrong state name: ${name}`);
    if (verb === 'state') draft.asked = [...(seen ? draft.asked! : []), ...states];
    else {
      const before = seen ? draft.asked! : ALL_STATES;
      draft.asked = before.filter((one) => !states.includes(one));
    }
    seen = true;
  }
  return words;
}

const USAGE = 'Usage: ss [ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]';
const NO_ADDRESS = 'Cannot parse dst/src address.';

type Predicate = (sock: DiagSock) => boolean;

/** The words of a filter, and how many of them have been read. */
interface Filter {
  words: readonly string[];
  at: number;
}

/** Expressions: `or` binds least, then `and` (which may be left out), then `not`. */
function parseFilter(given: readonly string[]): Predicate {
  const words = given.join(' ').match(/[()]|[^\s()]+/g) ?? [];
  if (words.length === 0) return () => true;
  const f: Filter = { words, at: 0 };
  const whole = either(f);
  if (f.at < f.words.length) wrong();
  return whole;
}

function wrong(): never {
  const says = 'ss: bison bellows (while parsing filter): "syntax error!" Sorry.';
  throw new SsError(`${says}\n${USAGE}`);
}

function take(f: Filter, ...choices: string[]): boolean {
  if (!choices.includes(f.words[f.at])) return false;
  f.at++;
  return true;
}

function either(f: Filter): Predicate {
  let left = both(f);
  while (take(f, 'or', '|', '||')) {
    const [a, b] = [left, both(f)];
    left = (sock) => a(sock) || b(sock);
  }
  return left;
}

function both(f: Filter): Predicate {
  let left = single(f);
  for (;;) {
    const said = take(f, 'and', '&', '&&');
    const next = f.words[f.at];
    if (!said && (next === undefined || /^(or|\||\|\||\))$/.test(next))) return left;
    const [a, b] = [left, single(f)];
    left = (sock) => a(sock) && b(sock);
  }
}

function single(f: Filter): Predicate {
  if (take(f, 'not', '!')) {
    const inner = single(f);
    return (sock) => !inner(sock);
  }
  if (take(f, '(')) {
    const inner = either(f);
    if (!take(f, ')')) wrong();
    return inner;
  }
  const word = f.words[f.at++];
  if (word === 'autobound') return (sock) => 'uid' in sock && isEphemeral(sock.local.port);
  const side = { src: 'local', sport: 'local', dst: 'peer', dport: 'peer' }[word ?? ''];
  if (word === undefined || word === ')') wrong();
  if (side !== 'local' && side !== 'peer') {
    // Any other word is read as an address, and there can be none here.
    condition('local', false, '=', word);
    wrong();
  }
  const operator = operatorOf(f);
  const value = f.words[f.at++];
  if (value === undefined) wrong();
  return condition(side, word.endsWith('port'), operator, value);
}

function operatorOf(f: Filter): string {
  const same: Record<string, string> = {
    ...{ '=': '=', '==': '=', eq: '=', '!=': '!=', ne: '!=', neq: '!=' },
    ...{ '>=': '>=', ge: '>=', geq: '>=', '<=': '<=', le: '<=', leq: '<=' },
    ...{ '>': '>', gt: '>', '<': '<', lt: '<' },
  };
  const found = same[f.words[f.at] ?? ''];
  if (found) f.at++;
  return found ?? '=';
}

function isEphemeral(port: number): boolean {
  return port >= 32768 && port <= 60999;
}

const SERVICES: Record<string, number> = {
  ...{ ssh: 22, smtp: 25, domain: 53, http: 80, https: 443, 'http-alt': 8080 },
};

/** Compares one end of a socket with `HOST`, `HOST:PORT`, `HOST/BITS:PORT` or `:PORT`. */
function condition(
  side: 'local' | 'peer',
  port: boolean,
  operator: string,
  text: string,
): Predicate {
  if (text.startsWith('unix:')) {
    const pattern = globOf(text.slice(5));
    return (sock) => !('uid' in sock) && side === 'local' && pattern.test(sock.name ?? '');
  }
  const [, host = '', service = ''] = port
    ? ['', '', text.replace(/^:/, '')]
    : (/^(\[[^\]]*\][^:]*|[^:]*)(?::(.*))?$/.exec(text) ?? []);
  const number = readPort(service);
  const inside = readHost(host);
  const numberOf = (sock: DiagSock) =>
    'uid' in sock ? sock[side].port : side === 'local' ? sock.inode : sock.peer;
  if (operator === '=' || operator === '!=') {
    const holds: Predicate = (sock) =>
      (number === undefined || numberOf(sock) === number) &&
      (inside === undefined || ('uid' in sock && inside(sock[side].addr)));
    return operator === '=' ? holds : (sock) => !holds(sock);
  }
  if (number === undefined)
    throw new SsError(`Error: "${text}" does not look like a port.\n${NO_ADDRESS}`);
  const compare: Record<string, (a: number) => boolean> = {
    '>=': (a) => a >= number,
    '<=': (a) => a <= number,
    '>': (a) => a > number,
    '<': (a) => a < number,
  };
  return (sock) => compare[operator](numberOf(sock));
}

function readPort(text: string): number | undefined {
  if (text === '' || text === '*') return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : SERVICES[text];
  if (number === undefined)
    throw new SsError(`Error: "${text}" does not look like a port.\n${NO_ADDRESS}`);
  return number;
}

/** An address with the bits that count; undefined for any. */
function readHost(text: string): ((addr: number) => boolean) | undefined {
  const [name, bits] = text.replace(/^\[|\](?=$|\/)/g, '').split('/');
  if (name === '' || name === '*') return undefined;
  if (name.includes(':')) return (addr) => isV6(addr) && formatAddr(addr) === name;
  const wanted = name === 'localhost' ? parseAddr('127.0.0.1') : parseAddr(name);
  const length = bits === undefined ? 32 : Number(bits);
  if (wanted === undefined || !(length >= 0 && length <= 32)) {
    const says = `Error: an inet prefix is expected rather than "${text}".`;
    throw new SsError(`${says}\n${NO_ADDRESS}`);
  }
  const unit = 2 ** (32 - length);
  return (addr) => addr < V6 && Math.floor(addr / unit) === Math.floor(wanted / unit);
}

function globOf(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`, 'i');
}
