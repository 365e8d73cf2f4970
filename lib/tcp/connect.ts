import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
/**
 * First call: sends the SYN, -EINPROGRESS. Again: -EALREADY, then 0 once, then -EISCONN; or the
 * error. A blocking connect(2) calls it, blocks while it answers EINPROGRESS or EALREADY, and calls
 * again with the same arguments when woken (POLLOUT/POLLERR/POLLHUP).
 */
export declare function tcpConnect(sim: Sim, stack: TcpStack, sk: TcpSock, addr: number, port: number): number;
