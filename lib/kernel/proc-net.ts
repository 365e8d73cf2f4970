// /proc/net/tcp: the TCP sockets of a host, a line each.
//
// Source: Linux net/ipv4/tcp_ipv4.c get_tcp4_sock(), get_timewait4_sock().
// Departs: listeners first, then by age; no running timers but that of TIME_WAIT; the kernel's own
// addresses are 0, and the columns behind them are those of an idle socket.

import { ANY6, isV6 } from '../net/ip.ts';
import { seqDiff } from '../net/seq.ts';
import type { Endpoint, TcpState } from '../sim/trace.ts';
import { timerOf } from '../tcp/socket.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import type { Ctx } from './kernel.ts';

/** As in include/net/tcp_states.h. */
const NUMBERS: Record<TcpState, number> = {
  ...{ ESTABLISHED: 1, SYN_SENT: 2, SYN_RECV: 3, FIN_WAIT1: 4, FIN_WAIT2: 5, TIME_WAIT: 6 },
  ...{ CLOSE: 7, CLOSE_WAIT: 8, LAST_ACK: 9, LISTEN: 10, CLOSING: 11 },
};

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const LINE = 149;
const NOWHERE: Endpoint = { addr: 0, port: 0 };

/** Writes the table; IPv6 sockets are in another one. */
export function tcpTable(ctx: Ctx): string {
  const socks = [...ctx.stack.socks.values()].filter((sk) => {
    return sk.state !== 'CLOSE' && !isV6(sk.local.addr) && sk.local.addr !== ANY6;
  });
  const listeners = socks.filter((sk) => sk.listen);
  const rows = [...listeners, ...socks.filter((sk) => !sk.listen)].map((sk, i) => row(ctx, sk, i));
  return [HEADER, ...rows].map((line) => `${line.padEnd(LINE)}\n`).join('');
}

function row(ctx: Ctx, sk: TcpSock, i: number): string {
  const waits = sk.state === 'TIME_WAIT';
  const file = [...ctx.kernel.files.values()].find(
    (f) => f.what === 'socket' && f.object === sk.id,
  );
  const receive = sk.listen
    ? sk.listen.acceptQueue.length
    : Math.max(0, seqDiff(sk.rcv.nxt, sk.rcv.copied));
  const send = sk.listen ? 0 : Math.max(0, seqDiff(sk.snd.writeSeq, sk.snd.una));
  const dueUs = timerOf(sk, 'time-wait')?.atUs ?? ctx.sim.nowUs;
  const timer = waits ? `03:${hex((dueUs - ctx.sim.nowUs) / 10_000, 8)}` : '00:00000000';
  const [tx, rx] = waits || sk.state === 'SYN_SENT' ? [0, 0] : [send, receive];
  const ends = `${place(sk.local)} ${place(sk.listen ? NOWHERE : sk.remote)}`;
  const head = `${String(i).padStart(4)}: ${ends} ${hex(NUMBERS[sk.state], 2)}`;
  const inode = waits || !file ? 0 : sk.id;
  const owner = `    0        0 ${inode} ${waits ? 3 : 1} ${hex(0, 16)}`;
  const tail = waits ? '' : sk.listen ? ' 100 0 0 10 0' : ' 20 4 0 10 -1';
  return `${head} ${hex(tx, 8)}:${hex(rx, 8)} ${timer} 00000000 ${owner}${tail}`;
}

/** An address as the bytes lie in memory, read as one number of this processor; then the port. */
function place({ addr, port }: Endpoint): string {
  const bytes = [addr & 255, (addr >>> 8) & 255, (addr >>> 16) & 255, addr >>> 24];
  return `${bytes.map((byte) => hex(byte, 2)).join('')}:${hex(port, 4)}`;
}

function hex(value: number, digits: number): string {
  return Math.floor(value).toString(16).toUpperCase().padStart(digits, '0');
}
