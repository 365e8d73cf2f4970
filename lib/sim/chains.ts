// Chains: a hash table of records that hang on one another.
//
// One idea: each record has a link of its own, so that the table is nothing but an array of first
// ones. Finding one costs one look into that array before the record itself is there; a `Map` costs
// two, which is what counts when there are so many that none is in the processor's cache.
//
// Source: any textbook's separate chaining; Linux include/linux/list.h struct hlist_head.

/** What can hang in a chain. */
export interface Link<T> {
  /** The next one in its chain. */
  alike: T | undefined;
}

export interface Chains<T> {
  /** The first of each chain; their number is a power of two. */
  first: (T | undefined)[];
  size: number;
}

const FEWEST = 16;

/** Makes an empty table. */
export function createChains<T>(): Chains<T> {
  return { first: blank(FEWEST), size: 0 };
}

function blank<T>(length: number): (T | undefined)[] {
  return Array.from({ length }, () => undefined);
}

/** Tells where the chain begins in which whatever has this hash would be. */
export function chainOf<T>({ first }: Chains<T>, hash: number): T | undefined {
  return first[hash & (first.length - 1)];
}

/** Hangs a record at the end of the chain of its hash, which `hashOf` tells of every record in the table. */
export function hang<T extends Link<T>>(
  chains: Chains<T>,
  one: T,
  hashOf: (one: T) => number,
): void {
  if (2 * chains.size >= chains.first.length) double(chains, hashOf);
  const { first } = chains;
  const at = hashOf(one) & (first.length - 1);
  one.alike = undefined;
  let last = first[at];
  if (last === undefined) first[at] = one;
  else {
    while (last.alike !== undefined) last = last.alike;
    last.alike = one;
  }
  chains.size++;
}

/** Takes a record out of the chain of its hash; false where it is not in it. */
export function unhang<T extends Link<T>>(chains: Chains<T>, gone: T, hash: number): boolean {
  const { first } = chains;
  const at = hash & (first.length - 1);
  let before = first[at];
  if (before === gone) first[at] = gone.alike;
  else {
    while (before !== undefined && before.alike !== gone) before = before.alike;
    if (before === undefined) return false;
    before.alike = gone.alike;
  }
  gone.alike = undefined;
  chains.size--;
  return true;
}

/** Lists all records, in no order that means anything. */
export function allIn<T extends Link<T>>({ first }: Chains<T>): T[] {
  const all: T[] = [];
  for (let one of first) for (; one !== undefined; one = one.alike) all.push(one);
  return all;
}

/** Doubles the number of chains: each becomes two, in which the order stays. */
function double<T extends Link<T>>(chains: Chains<T>, hashOf: (one: T) => number): void {
  const many = chains.first.length;
  const first = [...chains.first, ...blank<T>(many)];
  chains.first = first;
  for (let at = 0; at < many; at++) {
    let one = first[at];
    first[at] = undefined;
    let [low, high]: (T | undefined)[] = [undefined, undefined];
    while (one !== undefined) {
      const next: T | undefined = one.alike;
      one.alike = undefined;
      if (hashOf(one) & many) {
        if (high === undefined) first[at + many] = one;
        else high.alike = one;
        high = one;
      } else {
        if (low === undefined) first[at] = one;
        else low.alike = one;
        low = one;
      }
      one = next;
    }
  }
}
