// A link of a bench: its delay and its faults, which may change while packets are on their way.
//
// One idea: a link is a rule, so changing it changes what happens to the next packet and to no other.
//
// Units: µs, bits per second, probabilities from 0 to 1.

import type { Machine } from '../machine/machine.ts';
import type { Link as LinkRecord } from '../net/link.ts';

/** What a link does to packets. Missing fields stay as they are. */
export interface LinkRules {
  /** One way. */
  latencyUs?: number;
  /** 0 means that sending takes no time. */
  bandwidthBps?: number;
  /** Probability that a packet is lost. */
  loss?: number;
  /** Probability that a packet comes twice. */
  duplicate?: number;
  /** Probability that a packet skips the latency, and so overtakes others. */
  reorder?: number;
  /** Most by which a packet's latency is longer or shorter. */
  jitterUs?: number;
  /** How many packets may wait at one end for the wire. */
  queueLimit?: number;
  /** Packets that so many wait before are marked, where their sender understands that (ECN); 0 for no marks. */
  markAt?: number;
  /** Larger packets do not get through the middle of it, and their sender is told, or they are cut; 0 for no such place. */
  pathMtu?: number;
}

const CHANCES = ['loss', 'duplicate', 'reorder'] as const;
const AMOUNTS = [
  'latencyUs',
  'bandwidthBps',
  'jitterUs',
  'queueLimit',
  'markAt',
  'pathMtu',
] as const;

/** The wire between two hosts. */
export class Link {
  readonly #link: LinkRecord;

  /** @internal Use {@link Bench.link}. */
  constructor(machine: Machine, a: string, b: string) {
    const found = machine.net.links.find(({ ends }) => {
      const names = ends.map(({ host }) => host);
      return a !== b && names.includes(a) && names.includes(b);
    });
    const all = machine.net.links.map(({ ends }) => ends.map(({ host }) => host).join('–'));
    if (!found) throw new Error(`no link between '${a}' and '${b}' (links: ${all.join(', ')})`);
    this.#link = found;
  }

  /** Tells the rules of now. */
  get rules(): Required<LinkRules> {
    const { latencyUs, bandwidthBps, loss, duplicate, reorder } = this.#link;
    const { jitterUs, queueLimit, markAt, pathMtu } = this.#link;
    const faults = { loss, duplicate, reorder, jitterUs };
    return { latencyUs, bandwidthBps, ...faults, queueLimit, markAt, pathMtu };
  }

  /** Changes the rules for the packets from now on; throws for a value that is none. */
  set(rules: LinkRules): void {
    for (const [name, value] of Object.entries(rules)) {
      const chance = CHANCES.some((known) => known === name);
      if (!chance && !AMOUNTS.some((known) => known === name)) {
        throw new Error(`a link has no '${name}' (it has ${[...AMOUNTS, ...CHANCES].join(', ')})`);
      }
      if (typeof value !== 'number' || !(value >= 0) || (chance && value > 1)) {
        const expected = chance ? 'a probability from 0 to 1' : 'a number that is not negative';
        throw new Error(`${name}: expected ${expected}, got ${value}`);
      }
    }
    Object.assign(this.#link, rules);
  }

  /** Pulls the cable, or plugs it in again: while it is out, everything is lost. */
  plug(plugged: boolean): void {
    this.#link.up = plugged;
  }

  /** Loses the n-th packet (from 1) that a host sends into this link from now on. */
  drop(from: string, nth = 1): void {
    const side = this.#link.ends.findIndex(({ host }) => host === from);
    if (side < 0) throw new Error(`drop: '${from}' is no end of this link`);
    this.#link.dropPlan.push({ from, nth: this.#link.sent[side] + nth });
  }
}
