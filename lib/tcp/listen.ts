// Passive open: listen(2) and accept(2).
//
// One idea: listen(2) is what makes the two queues; accept(2) only takes from the second one.
//
// Source: Linux net/ipv4/af_inet.c inet_listen(), inet_connection_sock.c
// inet_csk_listen_start(), inet_csk_accept(), inet_csk_listen_stop(); listen(2), accept(2).

import { EADDRINUSE, EAGAIN, EINVAL } from '../abi/errno.ts';
import type { Sim } from '../sim/sim.ts';
import { emitBind, getPort } from './bind.ts';
import { needsReset } from './close.ts';
import { remoteOf } from './demux.ts';
import { sendActiveReset } from './output.ts';
import { dropRequest, emitListen } from './request.ts';
import { done, makeOrphan, setState } from './socket.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';

/**
 * Makes a socket a listener, or changes a listener's limit; what waits stays.
 *
 * A backlog over somaxconn is cut to it, and -1 is one: the comparison is unsigned. An unbound
 * socket gets a port of the kernel's choice. Returns 0, -EINVAL (connected) or -EADDRINUSE.
 */
export function tcpListen(sim: Sim, stack: TcpStack, sk: TcpSock, backlog: number): number {
  if (sk.connect !== 'unconnected') return -EINVAL;
  if (sk.state !== 'CLOSE' && sk.state !== 'LISTEN') return -EINVAL;
  const maxAckBacklog = Math.min(backlog >>> 0, stack.sysctl.somaxconn);
  if (sk.listen && sk.state === 'LISTEN') {
    sk.listen.maxAckBacklog = maxAckBacklog;
    emitListen(sim, stack, sk, 'listen');
    return 0;
  }
  // The port is asked for again: bound sockets may share one, listeners may not.
  const wasBound = sk.hasPort;
  sk.state = 'LISTEN';
  const error = getPort(sim, stack, sk, wasBound ? sk.localPort : 0);
  sk.state = 'CLOSE';
  if (error) return -EADDRINUSE;
  if (!wasBound) emitBind(sim, stack, sk);
  // TCP_QUICKACK, as it was set before, is forgotten.
  sk.pingpong = false;
  sk.listen = { maxAckBacklog, synQueue: new Set(), acceptQueue: [] };
  setState(sim, stack, sk, 'LISTEN');
  const others = stack.listeners.get(sk.localPort) ?? [];
  stack.listeners.set(sk.localPort, [...others, sk.id]);
  emitListen(sim, stack, sk, 'listen');
  return 0;
}

/**
 * Takes the oldest finished connection, which may have been reset meanwhile.
 *
 * Returns the child, -EAGAIN when none waits, or -EINVAL when the socket does not listen.
 */
export function tcpAccept(sim: Sim, stack: TcpStack, sk: TcpSock): TcpSock | number {
  if (sk.state !== 'LISTEN' || !sk.listen) return -EINVAL;
  const id = sk.listen.acceptQueue.shift();
  if (id === undefined) return -EAGAIN;
  const child = stack.socks.get(id);
  if (!child) throw new Error(`accept queue of ${sk.id} holds ${id}, which is not there`);
  emitListen(sim, stack, sk, 'accept', { peer: remoteOf(child), child: id });
  return child;
}

/** Ends listening: half-open requests are forgotten, children that nobody accepted are reset. */
export function stopListening(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const listener = sk.listen!;
  const others = (stack.listeners.get(sk.localPort) ?? []).filter((id) => id !== sk.id);
  if (others.length > 0) stack.listeners.set(sk.localPort, others);
  else stack.listeners.delete(sk.localPort);
  for (const request of listener.synQueue) dropRequest(sim, stack, sk, request);
  const children = listener.acceptQueue;
  listener.acceptQueue = [];
  for (const id of children) {
    const child = stack.socks.get(id)!;
    if (needsReset(child.state)) sendActiveReset(sim, stack, child);
    makeOrphan(stack, child);
    done(sim, stack, child);
  }
  emitListen(sim, stack, sk, 'close');
  sk.listen = undefined;
}
