// ss: the sockets of a host as ss(8) lists them.
//
// One idea: Recv-Q and Send-Q mean two things. On a connection they are bytes that the program has
// not read and that the peer has not acknowledged; on a listener they are how many connections wait
// for accept(2) and how many may (one more than the number shown).
//
// Source: iproute2 6.1 misc/ss.c inet_show_sock(), unix_show_sock(), render(), on Linux 6.18.
// Departs: ports stay numbers with or without -n; listeners first, then by age, where the real order
// is that of hash tables.

import type { DiagInet, DiagSock, DiagUnix } from '../kernel/sock-diag.ts';
import { ANY6, formatAddr, isV6 } from '../net/ip.ts';
import type { TcpState } from '../sim/trace.ts';
import { infoText, memoryText, timerText } from './ss-details.ts';
import { readQuestion, SsError, type SsQuestion } from './ss-filter.ts';

const STATES: Record<TcpState, string> = {
  CLOSE: 'UNCONN',
  LISTEN: 'LISTEN',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECV',
  ESTABLISHED: 'ESTAB',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  CLOSE_WAIT: 'CLOSE-WAIT',
  CLOSING: 'CLOSING',
  LAST_ACK: 'LAST-ACK',
  TIME_WAIT: 'TIME-WAIT',
};

/** Writes a state as ss does: `ESTAB`, `SYN-RECV`, `UNCONN`. */
export function stateText(state: TcpState): string {
  return STATES[state];
}

/** How many sockets there are, as `ss -s` sums them up. */
export interface SsSummary {
  total: number;
  tcp: number;
  tcp6: number;
  orphans: number;
  timeWait: number;
  allocated: number;
  udp: number;
  udp6: number;
  established: number;
  frag: number;
  frag6: number;
}

/** Prints what `ss ARGS` prints of these sockets; a wrong option is answered in ss's words. */
export function ssText(
  socks: readonly DiagSock[],
  summary: () => SsSummary,
  args: readonly string[],
): { output: string; status: number } {
  let question: SsQuestion;
  try {
    question = readQuestion(args);
  } catch (error) {
    if (!(error instanceof SsError)) throw error;
    return { output: `${error.message}\n`, status: 255 };
  }
  const sums = question.summary ? summaryText(summary()) : '';
  if (question.summaryOnly) return { output: sums, status: 0 };
  return { output: sums + listing(socks, question), status: 0 };
}

/** What `ss -tan` asks, as the filter reads it. A page asks nothing else, and so reads no words. */
export const TAN: SsQuestion = {
  tables: new Set(['tcp']),
  states: new Set(Object.keys(STATES) as TcpState[]),
  families: new Set([4, 6]),
  matches: () => true,
  ...{ processes: false, options: false, details: false, memory: false, info: false },
  ...{ header: true, oneline: false, numeric: true, summary: false, summaryOnly: false },
};

/** Prints the sockets that a question asks for. */
export function listing(socks: readonly DiagSock[], question: SsQuestion): string {
  const shown = socks.filter((sock) => isAskedFor(sock, question));
  return layOut(shown, question);
}

function isAskedFor(sock: DiagSock, question: SsQuestion): boolean {
  const family = 'family' in sock ? sock.family : 'unix';
  return (
    question.tables.has(sock.proto) &&
    question.families.has(family) &&
    question.states.has(sock.state) &&
    question.matches(sock)
  );
}

const HEADERS = ['Netid', 'State', 'Recv-Q', 'Send-Q', 'Local Address:', 'Port'].concat(
  ...['Peer Address:', 'Port', 'Process'],
);
/** Columns that stand on their right side: the addresses, which meet their ports. */
const RIGHT = [4, 6];
/** Columns that a space separates from what is before them. */
const SPACED = [1, 2, 3, 4, 6];

function layOut(socks: readonly DiagSock[], question: SsQuestion): string {
  const rows = socks.map((sock) =>
    ('family' in sock ? inetCells : unixCells)(sock as never, question),
  );
  const table = question.header ? [HEADERS, ...rows] : rows;
  const shown = HEADERS.map((_, i) => i).filter((i) => {
    if (i === 0) return question.tables.size !== 1;
    return i !== 1 || question.states.size !== 1;
  });
  const widths = HEADERS.map((_, i) => Math.max(0, ...table.map((row) => row[i].length)));
  const line = (row: string[]) =>
    shown
      .map((i, nth) => {
        const cell = RIGHT.includes(i) ? row[i].padStart(widths[i]) : row[i].padEnd(widths[i]);
        return nth > 0 && SPACED.includes(i) ? ` ${cell}` : cell;
      })
      .join('');
  return table.map((row) => `${line(row)}\n`).join('');
}

function stateCells({ proto, state, recvQ, sendQ }: DiagSock): string[] {
  return [proto, STATES[state], String(recvQ).padEnd(6), String(sendQ).padEnd(6)];
}

function inetCells(sock: DiagInet, question: SsQuestion): string[] {
  const { local, peer, v6only = false } = sock;
  return [
    ...stateCells(sock),
    `${addrText(sock, local.addr, v6only)}:`,
    portText(local.port),
    `${addrText(sock, peer.addr, v6only)}:`,
    portText(peer.port),
    inetExtra(sock, question),
  ];
}

/** IPv6 stands in brackets, an IPv4 address on an IPv6 socket is mapped, and `*` is both. */
function addrText({ family }: DiagInet, addr: number, v6only: boolean): string {
  if (family === 6 && addr === ANY6 && !v6only) return '*';
  if (isV6(addr)) return `[${formatAddr(addr)}]`;
  return family === 6 ? `[::ffff:${formatAddr(addr)}]` : formatAddr(addr);
}

function portText(port: number): string {
  return port === 0 ? '*' : String(port);
}

function inetExtra(sock: DiagInet, question: SsQuestion): string {
  let text = usersText(sock, question);
  if (question.options && sock.timer) text += timerText(sock.timer);
  if (question.details) text += detailsText(sock);
  const inside = question.info && sock.proto === 'tcp';
  if (!question.memory && !inside) return text;
  if (!question.oneline) text += '\n\t';
  if (question.memory && sock.memory) text += memoryText(sock.memory);
  if (inside && sock.info) text += infoText(sock, question);
  return text;
}

function detailsText({ uid, inode, cookie, shutdown, v6only }: DiagInet): string {
  const full = shutdown !== undefined;
  const texts = [
    uid ? `uid:${uid}` : '',
    `ino:${inode}`,
    `sk:${cookie.toString(16)}`,
    full ? 'cgroup:/' : '',
    v6only === undefined ? '' : `v6only:${v6only ? 1 : 0}`,
    full ? shutdownText(shutdown) : '',
  ];
  return texts.map((one) => one && ` ${one}`).join('');
}

/** Arrows that point where data may still go: to this end, and away from it. */
function shutdownText(shutdown: number): string {
  return `${shutdown & 1 ? '-' : '<'}-${shutdown & 2 ? '-' : '>'}`;
}

function usersText({ users }: DiagSock, { processes }: SsQuestion): string {
  if (!processes || users.length === 0) return '';
  const texts = users.map(({ comm, pid, fd }) => `("${comm}",pid=${pid},fd=${fd})`);
  return ` users:(${texts.join(',')})`;
}

function unixCells(sock: DiagUnix, question: SsQuestion): string[] {
  let extra = usersText(sock, question);
  if (question.memory && sock.memory) extra += memoryText(sock.memory);
  if (question.details) {
    extra += ` ${shutdownText(sock.shutdown ?? 0)}`;
    if (sock.file !== undefined) extra += ` ino:${sock.file} dev:0/0`;
    if (sock.waiting.length > 0) extra += ` peers: ${sock.waiting.join(' ')}`;
  }
  const name = sock.name || '*';
  return [...stateCells(sock), `${name} `, String(sock.inode), '* ', String(sock.peer), extra];
}

function summaryText(sums: SsSummary): string {
  const { total, tcp, tcp6, orphans, timeWait, allocated, udp, udp6, established, frag, frag6 } =
    sums;
  const row = (name: string, v4: number, v6: number) =>
    `${name}\t  ${[v4 + v6, v4, v6].map((n) => String(n).padEnd(9)).join(' ')}\n`;
  return `Total: ${total}
TCP:   ${allocated + timeWait} (estab ${established}, closed ${allocated + timeWait - tcp - tcp6}, orphaned ${orphans}, timewait ${timeWait})

Transport Total     IP        IPv6
${row('RAW', 0, 0)}${row('UDP', udp, udp6)}${row('TCP', tcp, tcp6)}${row('INET', udp + tcp, udp6 + tcp6)}${row('FRAG', frag, frag6)}
`;
}
