// ss: the sockets of a host as ss(8) lists them.
//
// One idea: Recv-Q and Send-Q mean two things. On a connection they are bytes that the program has
// not read and that the peer has not acknowledged; on a listener they are how many connections wait
// for accept(2) and how many may (one more than the number shown).
//
// Source: iproute2 6.1 misc/ss.c on Linux 6.18, columns and padding.
// Departs: ports stay numbers with or without -n; listeners first, then by age.

import type { Kernel } from '../kernel/kernel.ts';
import type { Machine } from '../machine/machine.ts';
import { ANY6, formatAddr, isV6 } from '../net/ip.ts';
import { seqDiff } from '../net/seq.ts';
import type { Endpoint, TcpState } from '../sim/trace.ts';
import type { TcpSock } from '../tcp/tcb.ts';

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

/** One line of the table. */
export interface SsRow {
  netid: 'tcp' | 'udp';
  state: string;
  recvQ: number;
  sendQ: number;
  local: Endpoint;
  /** Port 0 is shown as `*`. */
  peer: Endpoint;
  users: { comm: string; pid: number; fd: number }[];
  timer?: string;
  sock?: number;
}

/** Lists all sockets of a host that have an address. */
export function ssRows(m: Machine, host: string): SsRow[] {
  const kernel = m.kernels.get(host);
  const stack = m.net.stacks.get(host);
  if (!kernel || !stack) throw new Error(`ss: no host '${host}'`);
  const rows: SsRow[] = [];
  for (const sk of stack.socks.values()) {
    if (sk.local.port === 0 && sk.state === 'CLOSE') continue;
    // A socket that is bound and nothing more is not hashed anywhere, and ss does not see it.
    if (sk.state === 'CLOSE') continue;
    rows.push(tcpRow(m, kernel, sk));
    for (const request of sk.listen?.synQueue.values() ?? []) {
      rows.push({
        netid: 'tcp',
        state: 'SYN-RECV',
        recvQ: 0,
        sendQ: 0,
        local: request.local,
        peer: request.remote,
        users: [],
      });
    }
  }
  for (const udp of kernel.udps.values()) {
    if (udp.local.port === 0) continue;
    rows.push({
      netid: 'udp',
      state: udp.remote ? 'ESTAB' : 'UNCONN',
      recvQ: udp.queue.reduce((sum, { bytes }) => sum + bytes.length, 0),
      sendQ: 0,
      local: udp.local,
      peer: udp.remote ?? { addr: 0, port: 0 },
      users: usersOf(kernel, udp.id),
      sock: udp.id,
    });
  }
  const rank = (row: SsRow) => (row.state === 'LISTEN' ? 0 : 1);
  return rows.sort((a, b) => rank(a) - rank(b));
}

function tcpRow(m: Machine, kernel: Kernel, sk: TcpSock): SsRow {
  const listener = sk.listen;
  const quiet = sk.minisock || sk.state === 'TIME_WAIT' || sk.state === 'SYN_SENT';
  const recvQ = quiet ? 0 : Math.max(0, seqDiff(sk.rcv.nxt, sk.rcv.copied));
  const sendQ = sk.state === 'TIME_WAIT' ? 0 : Math.max(0, seqDiff(sk.snd.writeSeq, sk.snd.una));
  let wait = sk.timers;
  while (wait && wait.name !== 'time-wait' && wait.name !== 'fin-wait2') wait = wait.next;
  const seconds = wait ? Math.max(0, Math.floor((wait.entry.atUs - m.sim.nowUs) / 1e6)) : 0;
  return {
    netid: 'tcp',
    state: STATES[sk.state],
    recvQ: listener ? listener.acceptQueue.length : recvQ,
    sendQ: listener ? listener.maxAckBacklog : sk.minisock ? 0 : sendQ,
    local: sk.local,
    peer: listener ? { addr: isV6(sk.local.addr) ? ANY6 : 0, port: 0 } : sk.remote,
    users: usersOf(kernel, sk.id),
    sock: sk.id,
    ...(wait && { timer: `timer:(timewait,${seconds}sec,0)` }),
  };
}

function usersOf(kernel: Kernel, sock: number): SsRow['users'] {
  const users: SsRow['users'] = [];
  for (const { process, tid } of kernel.tasks.values()) {
    if (tid !== process.pid) continue;
    for (const [fd, slot] of process.fds) {
      const file = kernel.files.get(slot.file);
      if (file?.what !== 'socket' || file.object !== sock) continue;
      users.push({ comm: process.comm, pid: process.pid, fd });
    }
  }
  return users.sort((a, b) => b.pid - a.pid);
}

interface SsOptions {
  tcp: boolean;
  udp: boolean;
  listening: boolean;
  all: boolean;
  processes: boolean;
  timers: boolean;
  header: boolean;
  sport?: number;
  dport?: number;
}

/** Reads ss's arguments; a text says what is wrong with them. */
function readOptions(args: readonly string[]): SsOptions | string {
  const options: SsOptions = {
    tcp: false,
    udp: false,
    listening: false,
    all: false,
    processes: false,
    timers: false,
    header: true,
  };
  const words = args.join(' ').replace(/\b([sd])port\s*=\s*:?(\d+)/g, (_, side, port) => {
    if (side === 's') options.sport = Number(port);
    else options.dport = Number(port);
    return '';
  });
  for (const word of words.split(/\s+/)) {
    if (word === '') continue;
    if (!word.startsWith('-')) return `ss: the model knows no filter '${word}'`;
    for (const letter of word.slice(1)) {
      if (letter === 't') options.tcp = true;
      else if (letter === 'u') options.udp = true;
      else if (letter === 'l') options.listening = true;
      else if (letter === 'a') options.all = true;
      else if (letter === 'p') options.processes = true;
      else if (letter === 'o') options.timers = true;
      else if (letter === 'H') options.header = false;
      else if (letter !== 'n' && letter !== '4') return `ss: invalid option -- '${letter}'`;
    }
  }
  return options;
}

/** Prints the table that `ss ARGS` prints on a host; ends with a newline. */
export function ssTable(m: Machine, host: string, args: readonly string[]): string {
  const options = readOptions(args);
  if (typeof options === 'string') return `${options}\n`;
  const both = options.tcp === options.udp;
  const rows = ssRows(m, host).filter((row) => {
    const waits = row.state === 'LISTEN' || row.state === 'UNCONN';
    if (!both && (options.tcp ? row.netid !== 'tcp' : row.netid !== 'udp')) return false;
    if (options.sport !== undefined && row.local.port !== options.sport) return false;
    if (options.dport !== undefined && row.peer.port !== options.dport) return false;
    if (options.all) return true;
    // TIME-WAIT and SYN-RECV are shown with -a alone, as by ss itself.
    return options.listening ? waits : !waits && !/TIME-WAIT|SYN-RECV/.test(row.state);
  });
  return layOut(rows, options, both);
}

function layOut(rows: SsRow[], options: SsOptions, netid: boolean): string {
  const header = ['Netid', 'State', 'Recv-Q', 'Send-Q', 'Local Address:', 'Port', 'Peer Address:'];
  const cells = rows.map((row) => [
    row.netid,
    row.state,
    String(row.recvQ),
    String(row.sendQ),
    `${addrText(row.local.addr)}:`,
    portText(row.local.port),
    `${addrText(row.peer.addr)}:`,
    portText(row.peer.port),
    extraText(row, options),
  ]);
  const table = options.header ? [[...header, 'Port', 'Process'], ...cells] : cells;
  const widths = Array.from({ length: 9 }, (_, i) => {
    return Math.max(0, ...table.map((row) => row[i].length));
  });
  const lines = table.map((row) => {
    const [id, state, recvQ, sendQ, local, port, peer, peerPort, extra] = row.map((cell, i) => {
      return i === 4 || i === 6 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]);
    });
    const first = netid ? `${id} ` : '';
    return `${first}${state} ${recvQ} ${sendQ} ${local}${port} ${peer}${peerPort}${extra}`;
  });
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
}

/** An address of IPv6 stands in brackets. */
function addrText(addr: number): string {
  return isV6(addr) ? `[${formatAddr(addr)}]` : formatAddr(addr);
}

function portText(port: number): string {
  return port === 0 ? '*' : String(port);
}

function extraText(row: SsRow, options: SsOptions): string {
  const users = row.users.map(({ comm, pid, fd }) => `("${comm}",pid=${pid},fd=${fd})`);
  let text = '';
  if (options.processes && users.length > 0) text += ` users:(${users.join(',')})`;
  if (options.timers && row.timer) text += ` ${row.timer}`;
  return text;
}
