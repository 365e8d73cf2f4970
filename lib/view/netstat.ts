// netstat: sockets, counters and routes, as the old tool prints them.
//
// One idea: the same answers that ss and /proc/net give, in netstat's columns and words.
//
// Source: net-tools 2.10 netstat.c, statistics.c, as they printed on 6.18.
// Departs: no -c, -g, -i, -M; in ss's order and not in that of hash tables.

import type { DiagInet, DiagSock, DiagUnix } from '../kernel/sock-diag.ts';
import { formatAddr } from '../net/ip.ts';
import type { Endpoint } from '../sim/trace.ts';
import type { LsofNames } from './lsof.ts';
import { NETSTAT_WORDS } from './netstat-words.ts';

/** What netstat asks the machine for. */
export interface NetstatSource {
  socks: readonly DiagSock[];
  names: LsofNames;
  user(uid: number): string;
  /** First word of a process's command line. */
  program(pid: number): string;
  /** A file under /proc/net. */
  file(name: 'snmp' | 'netstat'): string;
  routes: readonly { network: number; prefix: number; iface: string }[];
}

interface Question {
  tcp: boolean;
  udp: boolean;
  unix: boolean;
  other: boolean;
  families: Set<4 | 6>;
  all: boolean;
  listening: boolean;
  numeric: Set<'hosts' | 'ports' | 'users'>;
  programs: boolean;
  extended: boolean;
  timers: boolean;
  wide: boolean;
  show: 'sockets' | 'statistics' | 'routes';
}

const LONG: Record<string, string> = {
  ...{ tcp: 't', udp: 'u', unix: 'x', raw: 'w', all: 'a', listening: 'l', numeric: 'n' },
  ...{ programs: 'p', program: 'p', extend: 'e', timers: 'o', wide: 'W', statistics: 's' },
  ...{ route: 'r', inet: '4', inet6: '6', verbose: 'v' },
};

const USAGE = `usage: netstat [-vWen] -r  netstat [-vWnaeolp] [-t] [-u] [-x] [-4] [-6]  netstat -s [-tu]\n`;

/** Prints what `netstat ARGS` prints. */
export function netstatText(
  source: NetstatSource,
  args: readonly string[],
): { output: string; status: number } {
  const question = readQuestion(args);
  if (typeof question === 'string') return { output: `${question}\n${USAGE}`, status: 4 };
  if (question.show === 'statistics') return { output: statistics(source, question), status: 0 };
  if (question.show === 'routes') return { output: routeTable(source), status: 0 };
  const { tcp, udp, unix } = question;
  let output = '';
  if (tcp || udp) output += inetTable(source, question);
  if (unix) output += unixTable(source, question);
  return { output, status: 0 };
}

function readQuestion(args: readonly string[]): Question | string {
  const question: Question = {
    ...{ tcp: false, udp: false, unix: false, other: false, families: new Set() },
    ...{ all: false, listening: false, numeric: new Set(), programs: false, extended: false },
    ...{ timers: false, wide: false, show: 'sockets' },
  };
  for (const word of args) {
    const long = /^--(.+)$/.exec(word)?.[1];
    const numeric = /^numeric-(hosts|ports|users)$/.exec(long ?? '')?.[1];
    if (numeric) {
      question.numeric.add(numeric as 'hosts');
      continue;
    }
    if (long !== undefined && !LONG[long]) return `netstat: unrecognized option '${word}'`;
    if (!word.startsWith('-')) continue;
    for (const letter of long === undefined ? word.slice(1) : LONG[long]) {
      if (!flag(question, letter)) return `netstat: invalid option -- '${letter}'`;
    }
  }
  const { families } = question;
  const protocols = question.tcp || question.udp || question.unix || question.other;
  if (!protocols) {
    question.tcp = true;
    question.udp = true;
    question.other = true;
    question.unix = families.size === 0;
  }
  if (families.size === 0) question.families = new Set([4, 6]);
  return question;
}

const FLAGS: Record<string, (question: Question) => void> = {
  t: (q) => (q.tcp = true),
  u: (q) => (q.udp = true),
  x: (q) => (q.unix = true),
  w: (q) => (q.other = true),
  a: (q) => (q.all = true),
  l: (q) => (q.listening = true),
  n: (q) => (q.numeric = new Set(['hosts', 'ports', 'users'])),
  p: (q) => (q.programs = true),
  e: (q) => (q.extended = true),
  o: (q) => (q.timers = true),
  W: (q) => (q.wide = true),
  s: (q) => (q.show = 'statistics'),
  r: (q) => (q.show = 'routes'),
  4: (q) => q.families.add(4),
  6: (q) => q.families.add(6),
  v: () => {},
};

function flag(question: Question, letter: string): boolean {
  if (!Object.hasOwn(FLAGS, letter)) return false;
  FLAGS[letter](question);
  return true;
}

function whichText({ all, listening }: Question): string {
  return all ? 'servers and established' : listening ? 'only servers' : 'w/o servers';
}

/** Addresses and ports stand in so many columns, and are cut to one less. */
const END_WIDTH = 23;

function inetTable(source: NetstatSource, question: Question): string {
  const { extended, programs, timers } = question;
  const head = [
    `Active Internet connections (${whichText(question)})\n`,
    'Proto Recv-Q Send-Q Local Address           Foreign Address         State      ',
    extended ? ' User       Inode     ' : '',
    programs ? ' PID/Program name    ' : '',
    timers ? ' Timer' : '',
    '\n',
  ];
  const rows = (['tcp', 'udp'] as const)
    .filter((proto) => question[proto])
    .flatMap((proto) => ([4, 6] as const).map((family) => ({ proto, family })))
    .filter(({ family }) => question.families.has(family))
    .flatMap(({ proto, family }) =>
      source.socks.filter(
        (sock): sock is DiagInet =>
          'family' in sock && sock.proto === proto && sock.family === family,
      ),
    )
    .filter((sock) => isShown(sock, question));
  return head.join('') + rows.map((sock) => inetRow(source, question, sock)).join('');
}

function isShown({ state, peer }: DiagInet, { all, listening }: Question): boolean {
  const server = state === 'LISTEN' || (state === 'CLOSE' && peer.port === 0);
  return all || server === listening;
}

function inetRow(source: NetstatSource, question: Question, sock: DiagInet): string {
  const { proto, family, recvQ, sendQ, state, inode, uid } = sock;
  const ends = [sock.local, sock.peer].map((end) => {
    const text = endText(source, question, sock, end);
    return question.wide ? text.padEnd(END_WIDTH) : text.slice(0, END_WIDTH).padEnd(END_WIDTH);
  });
  const named = proto === 'udp' && state === 'CLOSE' ? '' : state;
  const user = question.numeric.has('users') ? String(uid) : source.user(uid);
  // A listener's limit is shown nowhere here.
  const sent = state === 'LISTEN' ? 0 : sendQ;
  return [
    `${(family === 6 ? `${proto}6` : proto).padEnd(4)}  ${String(recvQ).padStart(6)} ${String(sent).padStart(6)}`,
    ...ends,
    named.padEnd(11),
    ...(question.extended ? [user.padEnd(10), String(inode).padEnd(10)] : []),
    ...(question.programs ? [programText(source, sock)] : []),
    ...(question.timers ? [timerText(sock)] : []),
  ]
    .join(' ')
    .concat('\n');
}

function endText(
  { names }: NetstatSource,
  { numeric }: Question,
  { proto, family }: DiagInet,
  { addr, port }: Endpoint,
): string {
  const named = !numeric.has('hosts') && family === 4 ? names.host(addr) : undefined;
  const number = numeric.has('ports') ? undefined : names.port(port, proto);
  const plain = formatAddr(addr);
  const host = plain === '::' && !numeric.has('hosts') ? '[::]' : (named ?? plain);
  return `${host}:${port === 0 ? '*' : (number ?? port)}`;
}

const PROGRAM_WIDTH = 20;

function programText({ program }: NetstatSource, { users }: DiagSock): string {
  const pids = users.map(({ pid }) => pid);
  if (pids.length === 0) return '-'.padEnd(PROGRAM_WIDTH);
  const pid = Math.min(...pids);
  return `${pid}/${program(pid)}`.slice(0, PROGRAM_WIDTH - 1).padEnd(PROGRAM_WIDTH);
}

const TIMERS = { 1: 'on', 2: 'keepalive', 3: 'timewait', 4: 'probe' };

function timerText({ timer }: DiagInet): string {
  if (!timer) return 'off (0.00/0/0)';
  const { kind, leftMs, retrans } = timer;
  const seconds = (Math.floor(leftMs / 10) / 100).toFixed(2);
  return `${TIMERS[kind]} (${seconds}/${kind === 1 ? retrans : 0}/${kind === 1 ? 0 : retrans})`;
}

const KINDS = { u_str: 'STREAM', u_dgr: 'DGRAM', u_seq: 'SEQPACKET' };

function unixTable(source: NetstatSource, question: Question): string {
  const { programs } = question;
  const column = programs ? 'PID/Program name     ' : '';
  const head = `Active UNIX domain sockets (${whichText(question)})
Proto RefCnt Flags       Type       State         I-Node   ${column}Path
`;
  const socks = source.socks.filter((sock): sock is DiagUnix => !('family' in sock));
  const row = (sock: DiagUnix, embryo: boolean): string => {
    const { proto, state, inode, name = '' } = sock;
    const listens = state === 'LISTEN' && !embryo;
    const connected = state === 'ESTABLISHED' || embryo;
    const words = embryo ? 'CONNECTING' : connected && proto !== 'u_dgr' ? 'CONNECTED' : '';
    const said = listens ? 'LISTENING' : words;
    const owner = programs
      ? `${embryo ? '-'.padEnd(PROGRAM_WIDTH) : programText(source, sock)} `
      : '';
    return [
      `unix  ${(connected ? '3' : '2').padEnd(6)}`,
      `${(listens ? '[ ACC ]' : '[ ]').padEnd(11)} ${KINDS[proto].padEnd(10)} ${said.padEnd(13)} `,
      `${String(embryo ? 0 : inode).padEnd(8)} ${owner}${name}\n`,
    ].join('');
  };
  const rows = socks.flatMap((sock) => {
    const server = sock.state === 'LISTEN';
    const own = question.all || server === question.listening ? [row(sock, false)] : [];
    const embryos = question.all || !question.listening ? sock.waiting : [];
    return [...own, ...embryos.map(() => row(sock, true))];
  });
  return head + rows.join('');
}

/** Groups that -t and -u choose; IpExt and UdpLite are shown in any case. */
const CHOSEN: Record<string, (question: Question) => boolean> = {
  Ip: ({ other }) => other,
  Icmp: ({ other }) => other,
  IcmpMsg: ({ other }) => other,
  Tcp: ({ tcp }) => tcp,
  TcpExt: ({ tcp }) => tcp,
  Udp: ({ udp }) => udp,
};

/** Writes the counters of /proc/net/snmp and /proc/net/netstat in words. */
function statistics(source: NetstatSource, question: Question): string {
  const lines = `${source.file('snmp')}${source.file('netstat')}`.trimEnd().split('\n');
  let output = '';
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [title, ...fields] = lines[i].split(' ');
    const values = lines[i + 1].split(' ').slice(1);
    const name = title.replace(':', '');
    if (CHOSEN[name] && !CHOSEN[name](question)) continue;
    output += `${title}\n${groupText(name, fields, values)}`;
  }
  return output;
}

/** Settings among the counters, which have no line. */
const SETTINGS = new Set(['DefaultTTL', 'RtoAlgorithm', 'RtoMin', 'RtoMax', 'MaxConn']);

function groupText(name: string, fields: string[], values: string[]): string {
  const words = new Map(
    (NETSTAT_WORDS[name] ?? '').split('\n').map((line): [string, [always: boolean, string]] => {
      const [, always, field, text] = /^(!?)(\w*) ?(.*)$/.exec(line) ?? [];
      return [field, [always === '!', text]];
    }),
  );
  let output = '';
  let histogram = '';
  const head = (which: string) => {
    if (histogram !== which) output += `    ICMP ${which} histogram:\n`;
    histogram = which;
  };
  fields.forEach((field, i) => {
    const [always, text] = words.get(field) ?? [false, `${field}: #`];
    if (SETTINGS.has(field)) return;
    const [, side, said] = /^([<>]?)(.*)$/.exec(text) ?? [];
    // A title stands before where the first of its lines would.
    if (side) head(side === '<' ? 'input' : 'output');
    if (!always && values[i] === '0') return;
    const deep = side || name === 'IcmpMsg';
    output += `${deep ? '        ' : '    '}${said.replace('#', values[i])}\n`;
  });
  return output;
}

function routeTable({ routes }: NetstatSource): string {
  const head = `Kernel IP routing table
Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface
`;
  const rows = routes.map(({ network, prefix, iface }) => {
    const mask = formatAddr(prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0);
    const columns = [formatAddr(network), '0.0.0.0', mask].map((text) => text.padEnd(15));
    return `${columns.join(' ')} U         0 0          0 ${iface}\n`;
  });
  return head + rows.join('');
}
