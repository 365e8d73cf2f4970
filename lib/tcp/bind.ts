import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
/** 0, -EINVAL (already bound), -EADDRNOTAVAIL, -EADDRINUSE, -EACCES (port < 1024 and not uid 0). */
export declare function tcpBind(sim: Sim, stack: TcpStack, sk: TcpSock, addr: number, port: number): number;
