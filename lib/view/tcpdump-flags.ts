// tcpdump's command line: how packets are written, and which.
//
// Source: tcpdump(8) 4.99: -A -c -e -i -l -n -N -p -q -S -t -tt -ttt -tttt -ttttt -U -v -x -X -# and a filter.
// Departs: captures to and from files (-w, -r) are `--pcap` outside of the machine; -d, -D, -y and their like.

import { FilterError, type FilterNames, packetFilter } from './packet-filter.ts';
import type { TcpdumpOptions } from './tcpdump.ts';

const CLOCKS = ['of-day', 'none', 'epoch', 'delta', 'date', 'since-first'] as const;

/** Letters that change nothing here: nothing is captured twice, looked up, or held back. */
const WITHOUT_EFFECT = 'lnNpUKO';

/** Reads the words behind `tcpdump`; `wrong` says what tcpdump itself would say. */
export function readTcpdumpFlags(
  words: readonly string[],
  names?: FilterNames,
): { options: TcpdumpOptions } | { wrong: string } {
  const options: TcpdumpOptions = { verbose: 0 };
  let clock = 0;
  let at = 0;
  for (; at < words.length && /^-./.test(words[at]); at++) {
    const letters = words[at].slice(1);
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i];
      if ('cirw'.includes(letter) || letter === 's') {
        const value = letters.slice(i + 1) || words[++at];
        if (value === undefined)
          return { wrong: `tcpdump: option requires an argument -- '${letter}'` };
        const wrong = valued(options, letter, value);
        if (wrong) return { wrong };
        break;
      }
      if (letter === 't') clock++;
      else if (!flag(options, letter)) return { wrong: `tcpdump: invalid option -- '${letter}'` };
    }
  }
  options.time = CLOCKS[Math.min(clock, CLOCKS.length - 1)];
  try {
    options.filter = packetFilter(words.slice(at).join(' '), names);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { wrong: `tcpdump: ${error.message}` };
  }
  return { options };
}

function flag(options: TcpdumpOptions, letter: string): boolean {
  if (letter === 'v') options.verbose = (options.verbose ?? 0) + 1;
  else if (letter === 'x' || letter === 'X' || letter === 'A') options.bytes = letter;
  else if (letter === 'e') options.link = true;
  else if (letter === 'q') options.quiet = true;
  else if (letter === 'S') options.absolute = true;
  else if (letter === '#') options.numbered = true;
  else return WITHOUT_EFFECT.includes(letter);
  return true;
}

function valued(options: TcpdumpOptions, letter: string, value: string): string | undefined {
  if (letter === 'i') options.iface = value;
  else if (letter === 'c') {
    if (!/^[1-9]\d*$/.test(value)) return `tcpdump: invalid packet count ${value}`;
    options.count = Number(value);
  } else if (letter !== 's') return `tcpdump: this one does not know -${letter}`;
  return undefined;
}
