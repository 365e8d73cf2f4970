// A run of the accept queue as a word that fits into an address, and back.
//
// One idea: a run is its setup and its inputs, so that is what the word holds: the settings, how far
// the run had come, and each input as a letter, its time, and what it says. Anybody may have written
// it, so every number has a bound, and a word that does not fit is no run.
//
//   5.4096.0.1.200000~p2mo~c255s~a1fko.short
//
// Units: µs of virtual time, in base 36 behind the first `~`.

import type { AcceptQueueSetup, QueueInput, ServiceTime } from './accept-queue.ts';

export interface QueueLink {
  setup: AcceptQueueSetup;
  inputs: QueueInput[];
  untilUs: number;
}

const MOST_INPUTS = 300;
/** Longest run that a link may ask a page to replay. */
const LONGEST_US = 180_000_000;
/** A load that is heavier would keep the page busy. */
const SHORTEST_US = 100_000;

const SERVICES: readonly string[] = ['none', 'short', 'long'] satisfies ServiceTime[];

/** Writes a run up to `untilUs`; undefined where it is longer than a link may be. */
export function writeQueue({ setup, inputs, untilUs }: QueueLink): string | undefined {
  const past = inputs.filter(({ atUs }) => atUs <= untilUs);
  const words = past.map(wordOf);
  const fits = past.length <= MOST_INPUTS && untilUs <= LONGEST_US;
  if (!fits || words.includes(undefined)) return undefined;
  const { backlog, somaxconn, abortOnOverflow, syncookies, latencyUs } = setup;
  const settings = [backlog, somaxconn, abortOnOverflow, syncookies, latencyUs].join('.');
  return [settings, untilUs.toString(36), ...words].join('~');
}

function wordOf(input: QueueInput): string | undefined {
  const at = input.atUs.toString(36);
  switch (input.do) {
    case 'client':
      return `c${at}`;
    case 'accept':
      return `a${at}.${input.service}`;
    case 'auto':
      return `p${at}.${input.service ?? ''}`;
    case 'load':
      return `l${at}.${input.everyUs.toString(36)}`;
    case 'sysctl':
      return undefined;
  }
}

/** Reads what `writeQueue` wrote; undefined where it is something else. */
export function readQueue(text: string): QueueLink | undefined {
  const [settings = '', until = '', ...words] = text.split('~');
  const setup = readSetup(settings);
  const untilUs = readTime(until, LONGEST_US);
  if (!setup || untilUs === undefined || words.length > MOST_INPUTS) return undefined;
  const inputs: QueueInput[] = [];
  for (const word of words) {
    const input = readInput(word, untilUs);
    // Each comes after the one before.
    if (!input || input.atUs < (inputs.at(-1)?.atUs ?? 0)) return undefined;
    inputs.push(input);
  }
  return { setup, inputs, untilUs };
}

function readSetup(text: string): AcceptQueueSetup | undefined {
  const found = /^(\d{1,2})\.(\d{1,5})\.([01])\.([012])\.(\d{1,7})$/.exec(text);
  if (!found) return undefined;
  const [backlog, somaxconn, abort, cookies, latencyUs] = found.slice(1).map(Number);
  if (backlog! > 64 || somaxconn! > 65_535) return undefined;
  return {
    ...{ backlog: backlog!, somaxconn: somaxconn!, latencyUs: latencyUs! },
    abortOnOverflow: abort as 0 | 1,
    syncookies: cookies as 0 | 1 | 2,
  };
}

function readTime(text: string, mostUs: number): number | undefined {
  const us = /^[0-9a-z]{1,8}$/.test(text) ? Number.parseInt(text, 36) : Number.NaN;
  return us <= mostUs ? us : undefined;
}

function readInput(word: string, untilUs: number): QueueInput | undefined {
  const [at = '', what = ''] = word.slice(1).split('.');
  const atUs = readTime(at, untilUs);
  if (atUs === undefined) return undefined;
  const service = SERVICES.includes(what) ? (what as ServiceTime) : undefined;
  switch (word[0]) {
    case 'c':
      return { atUs, do: 'client' };
    case 'a':
      return service && { atUs, do: 'accept', service };
    case 'p':
      return service ? { atUs, do: 'auto', service } : { atUs, do: 'auto' };
    case 'l': {
      const everyUs = readTime(what, LONGEST_US);
      const bearable = everyUs === 0 || (everyUs ?? 0) >= SHORTEST_US;
      return everyUs !== undefined && bearable ? { atUs, do: 'load', everyUs } : undefined;
    }
    default:
      return undefined;
  }
}
