import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
/** Bytes (empty: end of file), -EAGAIN, -ENOTCONN, or -sk.err once. */
export declare function tcpRecv(sim: Sim, stack: TcpStack, sk: TcpSock, max: number, options?: { peek?: boolean }): Uint8Array | number;
/** FIONREAD. */
export declare function tcpUnread(sk: TcpSock): number;
