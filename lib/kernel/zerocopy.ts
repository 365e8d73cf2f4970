// MSG_ZEROCOPY: sending a program's own pages, and telling it when they are its own again.
//
// One idea: every such send has a number. When the card will not read its pages any more (the peer
// has acknowledged them) the number goes to the error queue; neighbours become one range.
//
// Source: Documentation/networking/msg_zerocopy.rst; Linux net/core/skbuff.c
// __msg_zerocopy_callback(); seen on 6.18 over lo, where the kernel copies after all and says so.

import {
  AF_INET6,
  IP_RECVERR,
  IPV6_RECVERR,
  POLLERR,
  SO_EE_CODE_ZEROCOPY_COPIED,
  SO_EE_ORIGIN_ZEROCOPY,
  SOL_IP,
  SOL_IPV6,
} from '../abi/constants.ts';
import { RING_CONSTANTS } from '../abi/io-uring.ts';
import { before, type Seq } from '../net/seq.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { toBytes } from './bytes.ts';
import type { Control } from './control.ts';
import type { Ctx, OpenFile, Socket, ZerocopySends } from './kernel.ts';
import { postCqe } from './ring.ts';
import { setSocket } from './sock.ts';
import { sockKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

const F_NOTIF = RING_CONSTANTS.IORING_CQE_F_NOTIF;

/** Notes a send that has been taken whole or in part; over lo it is complete when it has left, copied. */
export function noteZerocopy(ctx: Ctx, file: OpenFile, sk: TcpSock, local: boolean): void {
  if (!file.socket!.sends) setSocket(file, { sends: { next: 0, waits: [], completions: [] } });
  const sends = file.socket!.sends!;
  const number = sends.next++;
  const iface = ctx.stack.ifaces.find(({ name }) => name === sk.iface);
  const copied = local || (iface?.copies ?? false);
  sends.waits.push({ number, end: sk.writeSeq, local, copied });
  ctx.kernel.pinned.add(file);
  if (local) completeSends(ctx);
}

/** Looks which sends the peers have acknowledged meanwhile, and over lo which have left. */
export function completeSends(ctx: Ctx): void {
  const { pinned } = ctx.kernel;
  for (const file of pinned) {
    const sends = file.socket!.sends!;
    const sk = ctx.stack.socks.get(file.object);
    const done = sends.waits.filter(({ end, local }) => isOver(ctx, file.object, end, local));
    sends.waits = sends.waits.slice(done.length);
    if (sends.waits.length === 0) pinned.delete(file);
    for (const { number, copied, local, end } of done) {
      // What a reset has thrown away before it left was not copied, either.
      const left = !local || !sk || !before(sk.sndNxt, end);
      complete(ctx, file, sends, number, copied && left);
    }
  }
  if (ctx.kernel.rings.size === 0) return;
  for (const ring of ctx.kernel.rings.values()) {
    for (const { sock, end, userData } of ring.notices.splice(0)) {
      if (isOver(ctx, sock, end)) postCqe(ctx, ring, { userData, res: 0, flags: F_NOTIF });
      else ring.notices.push({ sock, end, userData });
    }
  }
}

/** Tells whether nobody will read the pages of a send any more. */
function isOver(ctx: Ctx, id: number, end: Seq, local = false): boolean {
  const sk = ctx.stack.socks.get(id);
  if (!sk || sk.state === 'CLOSE') return true;
  return !before(local ? sk.sndNxt : sk.sndUna, end);
}

function complete(
  ctx: Ctx,
  file: OpenFile,
  { completions }: ZerocopySends,
  number: number,
  copied: boolean,
): void {
  const last = completions.at(-1);
  if (last && last.high === number - 1 && last.copied === copied) last.high = number;
  else completions.push({ low: number, high: number, copied });
  wake(ctx, sockKey(file.object), POLLERR);
}

/** Takes the oldest completion, as recvmsg(2) with MSG_ERRQUEUE reads it. */
export function takeCompletion(socket: Readonly<Socket>): Control | undefined {
  const first = socket.sends?.completions.shift();
  if (!first) return undefined;
  const v6 = socket.family === AF_INET6;
  // struct sock_extended_err, and the address of an offender, which there is none of.
  const data = new Uint8Array(16 + (v6 ? 28 : 16));
  data[4] = SO_EE_ORIGIN_ZEROCOPY;
  data[6] = first.copied ? SO_EE_CODE_ZEROCOPY_COPIED : 0;
  data.set(toBytes(first.low, 4), 8);
  data.set(toBytes(first.high, 4), 12);
  return { level: v6 ? SOL_IPV6 : SOL_IP, type: v6 ? IPV6_RECVERR : IP_RECVERR, data };
}
