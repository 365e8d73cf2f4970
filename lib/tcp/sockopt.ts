import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
/** `values`: the option's ints ([on, seconds] for SO_LINGER). 0, -ENOPROTOOPT, -EINVAL, -EOPNOTSUPP (level). */
export declare function tcpSetOption(sim: Sim, stack: TcpStack, sk: TcpSock, level: number, option: number, values: number[]): number;
/** The option's ints, or -ENOPROTOOPT/-EOPNOTSUPP. SO_ERROR clears. SO_RCVTIMEO/SNDTIMEO/TYPE/DOMAIN are the kernel's. */
export declare function tcpGetOption(sim: Sim, stack: TcpStack, sk: TcpSock, level: number, option: number): number[] | number;
