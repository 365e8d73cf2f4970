// What a stream tells beside its bytes: when the last of them came, and how many are left.
//
// Source: socket(7), tcp(7) TCP_INQ; Linux net/ipv4/tcp.c tcp_recvmsg(), tcp_inq_hint(), net/unix/af_unix.c
// unix_stream_recvmsg(); answers of 6.18 (test/conformance/beside-streams.c).
// Departs: where many bytes wait, the moment is that of the last that came at all (ledger: socket options).

import { IPPROTO_TCP, SOCK_STREAM, SOL_SOCKET } from '../abi/constants.ts';
import { SO_INQ, TCP_INQ } from '../abi/option-numbers.ts';
import { tcpUnread } from '../tcp/receive.ts';
import { toBytes } from './bytes.ts';
import type { Control } from './control.ts';
import type { Ctx, OpenFile } from './kernel.ts';
import { unixSockOf } from './sock.ts';
import { isOn } from './socket-options.ts';
import { stampControl } from './time-stamps.ts';
import { unixUnread } from './unix-io.ts';

/** Writes what a stream has been asked to tell of a receive of so many bytes; nothing for other sockets. */
export function streamControls(ctx: Ctx, file: OpenFile, count: number): Control[] {
  const { tcp } = file;
  const kept = file.socket?.options;
  if (tcp && kept) {
    const list = count > 0 ? stampControl(kept, tcp.lastReceiveUs) : [];
    if (!isOn(kept, IPPROTO_TCP, TCP_INQ)) return list;
    // The FIN counts, so that a program goes on to read the end.
    const left = tcpUnread(tcp) + (tcp.finReceived ? 1 : 0);
    return [...list, { level: IPPROTO_TCP, type: TCP_INQ, data: toBytes(left, 4) }];
  }
  const unix = unixSockOf(ctx, file);
  if (unix?.type !== SOCK_STREAM || !isOn(unix.options, SOL_SOCKET, SO_INQ)) return [];
  return [{ level: SOL_SOCKET, type: SO_INQ, data: toBytes(unixUnread(unix), 4) }];
}
