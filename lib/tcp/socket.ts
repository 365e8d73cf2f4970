import type { Sim } from '../sim/sim.ts';
import type { Endpoint } from '../sim/trace.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
export declare function tcpSocket(sim: Sim, stack: TcpStack, uid?: number): TcpSock;
/** Local end; 0.0.0.0:0 when unbound. */
export declare function tcpSockname(sk: TcpSock): Endpoint;
/** Remote end, or -ENOTCONN. */
export declare function tcpPeername(sk: TcpSock): Endpoint | number;
