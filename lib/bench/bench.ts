// The bench: a machine to experiment on, driven from a few lines of TypeScript.
//
// One idea: everything is a question or an order, both are answered at once, and time stands still
// in between. So a loop over twenty machines is a measurement, and it gives the same every time.
//
// Units: integer microseconds of virtual time (`ms(20)` and `seconds(2)` write them), bytes, bits per
// second. Errors: what cannot be done throws an Error that says what was expected.

import { whoWaits } from '../machine/inspect.ts';
import {
  type AdvanceResult,
  advance,
  createMachine,
  type HostSpec,
  type LinkSpec,
  type Machine,
  snapshot,
  traceOf,
} from '../machine/machine.ts';
import type { TraceEvent } from '../sim/trace.ts';
import {
  type CopyRow,
  copyRows,
  type LadderFigure,
  ladderFigure,
  type PacketRow,
  packetRows,
} from './folds.ts';
import { Host } from './host.ts';
import { Link } from './link.ts';

/** What a bench is made of. */
export interface BenchOptions {
  /** Hosts by name, or with addresses, CPUs, knobs and files; default a `server` and a `client`. */
  hosts?: readonly (string | HostSpec)[];
  /** Links between hosts; default one of 0.5 ms from each later host to the first. */
  links?: readonly LinkSpec[];
  /** All chance (losses, jitter, first sequence numbers) follows from it; default 1. */
  seed?: number;
  /** Keeps the newest events only, this many of them; default all. */
  keepEvents?: number;
}

/** How far an order to go on may go. */
export interface Limits {
  /** Most virtual time that may pass. */
  forUs?: number;
  /** Most operations that programs may carry out; default 200 million, a few seconds of real time. */
  maxOps?: number;
}

/** Fuel of one order: a program that spins for ever must not spin for ever here. */
const MAX_OPS = 200_000_000;
/** How long `settle` waits for the last timer. */
const SETTLE_US = 600_000_000;

/** Writes milliseconds as the microseconds that everything here is measured in. */
export function ms(value: number): number {
  return Math.round(value * 1000);
}

/** Writes seconds as microseconds. */
export function seconds(value: number): number {
  return Math.round(value * 1_000_000);
}

/** Makes a bench on which nothing runs yet; its clock stands at 0. */
export function createBench(options: BenchOptions = {}): Bench {
  const { seed = 1, keepEvents } = options;
  const hosts = (options.hosts ?? ['server', 'client']).map((host) =>
    typeof host === 'string' ? { name: host } : host,
  );
  const [first, ...others] = hosts;
  if (!first) throw new Error('createBench: at least one host was expected');
  const links =
    options.links ?? others.map(({ name }): LinkSpec => ({ between: [name, first.name] }));
  const machine = createMachine({
    ...{ seed, hosts, links: [...links] },
    ...(keepEvents && { sink: 'ring' as const, capacity: keepEvents }),
  });
  return new Bench(machine);
}

/** Hosts, the links between them, and a clock that goes on when it is told to. */
export class Bench {
  /**
   * The machine itself, for the functions of `lib`.
   *
   * @internal Its inside may change.
   */
  readonly machine: Machine;
  readonly #hosts = new Map<string, Host>();

  /** @internal Use {@link createBench}. */
  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** Tells the virtual time, in µs since the bench was made. */
  get nowUs(): number {
    return this.machine.sim.nowUs;
  }

  /** Lists everything that has happened, as records; every other answer is a fold of it. */
  get trace(): readonly TraceEvent[] {
    return traceOf(this.machine);
  }

  /** Finds a host by its name; throws for one that is not there. */
  host(name: string): Host {
    const known = this.#hosts.get(name);
    if (known) return known;
    const names = [...this.machine.kernels.keys()];
    if (!names.includes(name)) throw new Error(`no host '${name}' (hosts: ${names.join(', ')})`);
    const host = new Host(this, name);
    this.#hosts.set(name, host);
    return host;
  }

  /** Finds the link between two hosts, in either order; throws where there is none. */
  link(a: string, b: string): Link {
    return new Link(this.machine, a, b);
  }

  /**
   * Lets time pass: `us` microseconds, or up to the limits.
   *
   * `time`: it has passed. `idle`: nothing will happen any more by itself. `fuel`: the programs used up
   * their operations before that.
   */
  advance(limits: number | Limits): AdvanceResult {
    const { forUs, maxOps = MAX_OPS } = typeof limits === 'number' ? { forUs: limits } : limits;
    const untilUs =
      forUs === undefined ? Number.POSITIVE_INFINITY : this.nowUs + Math.max(0, forUs);
    return this.#goOn({ untilUs, maxOps });
  }

  /** Lets time pass until nothing happens any more by itself, ten minutes of virtual time at most. */
  settle(limits: Limits = {}): AdvanceResult {
    return this.advance({ forUs: SETTLE_US, ...limits });
  }

  /**
   * Lets time pass until something has happened, and returns that event; undefined where it did not
   * within the limits (default ten minutes of virtual time).
   */
  until(happened: (event: TraceEvent) => boolean, limits: Limits = {}): TraceEvent | undefined {
    const { forUs = SETTLE_US, maxOps = MAX_OPS } = limits;
    let found: TraceEvent | undefined;
    this.#goOn({
      ...{ untilUs: this.nowUs + forUs, maxOps },
      until: (event) => {
        if (!found && happened(event)) found = event;
        return found !== undefined;
      },
    });
    return found;
  }

  /** A task that does single calls rests at a breakpoint, which is no reason to stop here. */
  #goOn(limits: {
    untilUs: number;
    maxOps: number;
    until?: (event: TraceEvent) => boolean;
  }): AdvanceResult {
    for (;;) {
      const why = advance(this.machine, { ...limits, hold: true });
      if (why !== 'breakpoint') return why;
    }
  }

  /** Copies the bench with all that runs on it; the copy and the original go on independently. */
  snapshot(): Bench {
    return new Bench(snapshot(this.machine));
  }

  /** Says of every sleeping process in which call it sleeps and what would wake it. */
  waiting(): { host: string; pid: number; program: string; call: string; text: string }[] {
    return whoWaits(this.machine).map(({ host, pid, comm, call, text }) => {
      return { host, pid, program: comm, call, text };
    });
  }

  /** Lists the packets as they were sent, each once, with those that were lost on the way. */
  packets(): PacketRow[] {
    return packetRows(this.trace);
  }

  /** Sums up where payload was copied, by host, way and place. */
  copies(): CopyRow[] {
    return copyRows(this.trace);
  }

  /** Folds the packets between two hosts into a ladder for `show`. */
  ladder(left: string, right: string): LadderFigure {
    const ends = [this.host(left), this.host(right)].map(({ name, addr }) => ({ name, addr }));
    return ladderFigure(this.trace, ends[0], ends[1]);
  }
}
