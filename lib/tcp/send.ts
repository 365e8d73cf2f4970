import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
/** Bytes queued (may be fewer than given), -EAGAIN (no room, or connecting), -EPIPE, or sk.err. */
export declare function tcpSend(sim: Sim, stack: TcpStack, sk: TcpSock, bytes: Uint8Array, options?: { more?: boolean }): number;
