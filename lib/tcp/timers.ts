import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
import type { TcpTimerRecord } from './tcb.ts';
/** Acts on a due record (isTcpTimer(record)) of this host. Drain `out` and `wakeups` after it. */
export declare function tcpTimer(sim: Sim, stack: TcpStack, record: TcpTimerRecord): void;
