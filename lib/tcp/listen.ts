import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
/** 0, -EINVAL, -EADDRINUSE. backlog as the program gave it (-1 -> somaxconn). */
export declare function tcpListen(sim: Sim, stack: TcpStack, sk: TcpSock, backlog: number): number;
/** The oldest child, -EAGAIN (queue empty: block for POLLIN), -EINVAL (not listening). */
export declare function tcpAccept(sim: Sim, stack: TcpStack, sk: TcpSock): TcpSock | number;
