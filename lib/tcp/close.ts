import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
/** how: SHUT_RD 0, SHUT_WR 1, SHUT_RDWR 2. 0, -ENOTCONN, -EINVAL. */
export declare function tcpShutdown(sim: Sim, stack: TcpStack, sk: TcpSock, how: number): number;
/** The last reference is gone. The sock may be freed at once or live on as an orphan. */
export declare function tcpClose(sim: Sim, stack: TcpStack, sk: TcpSock): void;
