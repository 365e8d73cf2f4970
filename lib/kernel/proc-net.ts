// /proc/net/tcp and its like: the sockets of a host, a line each.
//
// One idea: the same answers that ss gets (sock-diag.ts), in the columns of seq_printf.
//
// Units: hexadecimal but for the last columns; times in hundredths of a second (USER_HZ).
// Source: Linux net/ipv4/tcp_ipv4.c get_tcp4_sock(), get_openreq4(), get_timewait4_sock();
// net/ipv6/tcp_ipv6.c, udp.c udp4_format_sock(), net/ipv6/datagram.c, net/unix/af_unix.c
// unix_seq_show().
// Departs: in ss's order and not in that of hash tables; the kernel's own addresses are 0.

import { ANY, isV6, v4Bytes, v6Bytes } from '../net/ip.ts';
import type { Endpoint, TcpState } from '../sim/trace.ts';
import type { Ctx } from './kernel.ts';
import { type DiagInet, type DiagUnix, sockDiag } from './sock-diag.ts';

/** As in include/net/tcp_states.h. */
const NUMBERS: Record<TcpState, number> = {
  ...{ ESTABLISHED: 1, SYN_SENT: 2, SYN_RECV: 3, FIN_WAIT1: 4, FIN_WAIT2: 5, TIME_WAIT: 6 },
  ...{ CLOSE: 7, CLOSE_WAIT: 8, LAST_ACK: 9, LISTEN: 10, CLOSING: 11 },
};

const TAIL = 'st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const HEADS = {
  tcp4: `  sl  local_address rem_address   ${TAIL}`,
  tcp6: `  sl  local_address                         remote_address                        ${TAIL}`,
  udp4: `   sl  local_address rem_address   ${TAIL} ref pointer drops`,
  udp6: `  sl  local_address                         remote_address                        ${TAIL} ref pointer drops`,
};
/** Lines of IPv4's tables are padded. */
const WIDTHS = { tcp4: 149, tcp6: 0, udp4: 127, udp6: 0 };

/** Writes the table of a protocol over a family. */
export function inetTable(ctx: Ctx, proto: 'tcp' | 'udp', family: 4 | 6): string {
  const socks = sockDiag(ctx).filter(
    (sock): sock is DiagInet => sock.proto === proto && 'family' in sock && sock.family === family,
  );
  const which = `${proto}${family}` as const;
  const rows = socks.map((sock, i) => (proto === 'tcp' ? tcpRow(sock, i) : udpRow(sock)));
  return [HEADS[which], ...rows].map((line) => `${line.padEnd(WIDTHS[which])}\n`).join('');
}

function tcpRow(sock: DiagInet, i: number): string {
  const { state, timer, info, inode, uid } = sock;
  const left = timer ? hex(timer.leftMs / 10, 8) : hex(0, 8);
  const time = `${hex(timer?.kind ?? 0, 2)}:${left} ${hex(timer?.kind === 1 ? timer.retrans : 0, 8)}`;
  const head = `${String(i).padStart(4)}: ${ends(sock)} ${hex(NUMBERS[state], 2)}`;
  // A listener's limit is shown nowhere here.
  const queues = `${hex(state === 'LISTEN' ? 0 : sock.sendQ, 8)}:${hex(sock.recvQ, 8)}`;
  const owner = `${String(uid).padStart(5)} ${String(timer?.kind === 2 ? timer.retrans : 0).padStart(8)}`;
  const refs = state === 'TIME_WAIT' || !info ? (state === 'SYN_RECV' ? 0 : 3) : timer ? 2 : 1;
  const common = `${head} ${queues} ${time} ${owner} ${inode} ${refs} ${hex(0, 16)}`;
  if (!info) return common;
  const threshold =
    (info.tcpi_snd_ssthresh ?? 0x7fffffff) >= 0x7fffffff ? -1 : info.tcpi_snd_ssthresh;
  const rto = state === 'LISTEN' ? 1_000_000 : info.tcpi_rto;
  const clocks = [rto, info.tcpi_ato ?? 0].map((us) => Math.floor(us / 10_000));
  const last = state === 'LISTEN' ? 0 : threshold;
  return `${common} ${clocks.join(' ')} ${sock.quickAck ?? 0} ${info.tcpi_snd_cwnd} ${last}`;
}

function udpRow(sock: DiagInet): string {
  const { local, state, recvQ, sendQ, uid, inode } = sock;
  const head = `${String(local.port % 1024).padStart(5)}: ${ends(sock)} ${hex(NUMBERS[state], 2)}`;
  const queues = `${hex(sendQ, 8)}:${hex(recvQ, 8)} 00:${hex(0, 8)} ${hex(0, 8)}`;
  return `${head} ${queues} ${String(uid).padStart(5)} ${'0'.padStart(8)} ${inode} 2 ${hex(0, 16)} 0`;
}

function ends(sock: DiagInet): string {
  return `${place(sock, sock.local)} ${place(sock, sock.peer)}`;
}

/** An address as its bytes lie in memory, read as numbers of this processor; then the port. */
function place({ family }: DiagInet, { addr, port }: Endpoint): string {
  const v4 = v4Bytes(addr);
  // A mapped address is what an IPv6 socket has for one of IPv4.
  const mapped = [...new Array<number>(10).fill(0), 255, 255, ...v4];
  const bytes = family === 4 ? v4 : isV6(addr) || addr === ANY ? [...v6Bytes(addr)] : mapped;
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    words.push([3, 2, 1, 0].map((i) => hex(bytes[at + i], 2)).join(''));
  }
  return `${words.join('')}:${hex(port, 4)}`;
}

function hex(value: number, digits: number): string {
  return Math.floor(value).toString(16).toUpperCase().padStart(digits, '0');
}

const TYPES = { u_str: 1, u_dgr: 2, u_seq: 5 };
/** SO_ACCEPTCON: the socket listens. */
const LISTENS = 0x10000;

/** Writes /proc/net/unix; who waits to be accepted has no inode. */
export function unixTable(ctx: Ctx): string {
  const socks = sockDiag(ctx).filter((sock): sock is DiagUnix => !('family' in sock));
  const row = (sock: Pick<DiagUnix, 'proto' | 'state' | 'inode' | 'name'>, embryo: boolean) => {
    const flags = sock.state === 'LISTEN' ? LISTENS : 0;
    const connected = sock.state === 'ESTABLISHED';
    const state = embryo ? 2 : connected && sock.proto !== 'u_dgr' ? 3 : 1;
    const numbers = `${hex(connected ? 3 : 2, 8)} ${hex(0, 8)} ${hex(flags, 8)} ${hex(TYPES[sock.proto], 4)}`;
    const name = sock.name === undefined ? '' : ` ${sock.name}`;
    return `${hex(0, 16)}: ${numbers} ${hex(state, 2)} ${String(sock.inode).padStart(5)}${name}\n`;
  };
  const rows = socks.flatMap((sock) => [
    row(sock, false),
    ...sock.waiting.map(() => row({ ...sock, state: 'ESTABLISHED', inode: 0 }, true)),
  ]);
  return `Num       RefCount Protocol Flags    Type St Inode Path\n${rows.join('')}`;
}
