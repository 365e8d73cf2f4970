import type { DeliverRecord, Link } from '../net/link.ts';
import type { Sim } from '../sim/sim.ts';
import type { TcpStack } from './stack.ts';
export interface Network { stacks: Map<string, TcpStack>; links: Link[] }
/** Sends what every stack wants to send: lo at once (10 us each), links by `deliver` records. */
export declare function drainOutput(sim: Sim, network: Network): void;
/** A due record (isDeliver(record)) arrives at record.host. Call drainOutput after it. */
export declare function deliver(sim: Sim, network: Network, record: DeliverRecord): void;
