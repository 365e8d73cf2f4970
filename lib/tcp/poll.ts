// Readiness: what poll(2) says of a socket.
//
// Source: Linux net/ipv4/tcp.c tcp_poll(), inet_csk_listen_poll().

import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from '../abi/constants.ts';
import { isWriteable } from './ack.ts';
import { RCV_SHUTDOWN, SEND_SHUTDOWN, type TcpSock } from './tcb.ts';
import { isReadable } from './window.ts';

/** Tells for what a socket is ready, as POLLIN, POLLOUT, POLLRDHUP, POLLERR and POLLHUP bits. */
export function tcpPoll(sk: TcpSock): number {
  if (sk.state === 'LISTEN') return sk.listen!.acceptQueue.length > 0 ? POLLIN : 0;
  let mask = 0;
  const both = RCV_SHUTDOWN | SEND_SHUTDOWN;
  // A socket that was never connected is CLOSE too: it hangs up, and is writable.
  if (sk.shutdown === both || sk.state === 'CLOSE') mask |= POLLHUP;
  if (sk.shutdown & RCV_SHUTDOWN) mask |= POLLIN | POLLRDHUP;
  if (sk.state !== 'SYN_SENT' && sk.state !== 'SYN_RECV') {
    if (isReadable(sk)) mask |= POLLIN;
    if (sk.shutdown & SEND_SHUTDOWN || isWriteable(sk)) mask |= POLLOUT;
    else sk.noSpace = true;
  }
  if (sk.err) mask |= POLLERR;
  return mask;
}
