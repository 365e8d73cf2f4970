// strace's options: which calls are shown, and what stands beside them.
//
// Source: strace(1) 6.1: -f -p -t -tt -ttt -r -T -s -e trace= -yy.
// Departs: -y, -c, -k, -o and other expressions of -e are refused by name.

import { type SyscallInfo, syscallByName } from '../abi/syscalls.ts';
import type { StraceOptions } from './strace.ts';

type Sets = Record<string, (call: SyscallInfo) => boolean>;

const named = (text: string) => {
  const names = text.trim().split(/\s+/);
  return ({ name }: SyscallInfo) => names.includes(name);
};

const network = named(`socket bind connect listen accept accept4 getsockname getpeername socketpair
  sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg shutdown setsockopt getsockopt`);

/** The classes of calls that `-e trace=%NAME` takes. */
const SETS: Sets = {
  network,
  net: network,
  file: ({ params }) => params.some(({ type }) => type === 'path'),
  desc: (call) =>
    call.params.some(({ type }) => type === 'fd') ||
    named('socket socketpair pipe pipe2 epoll_create epoll_create1 eventfd2 poll select')(call),
  process: named('fork vfork clone clone3 execve exit exit_group wait4 waitid kill tgkill'),
  signal: ({ name }) => /^rt_sig|^(kill|tgkill|pause|sigaltstack|signalfd4?)$/.test(name),
  memory: named('brk mmap munmap mprotect mremap madvise mincore msync'),
};

/** Reads strace's options; `rest` is what they leave, `wrong` says what is not known. */
export function readStraceFlags(
  words: readonly string[],
): { options: StraceOptions; rest: string[] } | { wrong: string } {
  const options: StraceOptions = {};
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [, letter, inline] = /^-([pse])(.*)$/.exec(words[i]) ?? [];
    if (letter) {
      const value = inline || words[++i];
      if (value === undefined)
        return { wrong: `strace: option requires an argument -- '${letter}'` };
      const wrong = valued(options, letter, value);
      if (wrong) return { wrong };
    } else if (words[i].startsWith('-') && words[i] !== '-') {
      const wrong = flags(options, words[i].slice(1));
      if (wrong) return { wrong };
    } else rest.push(words[i]);
  }
  return { options, rest };
}

function flags(options: StraceOptions, word: string): string | undefined {
  // Options without values may be written together: -fTtt.
  for (const [run] of word.matchAll(/t+|y+|./g)) {
    if (run === 'f') options.halves = true;
    else if (run === 'T') options.durations = true;
    else if (run === 'r') options.clock = 'delta';
    else if (run === 't') options.clock = 'seconds';
    else if (run === 'tt') options.clock = 'time';
    else if (run === 'ttt') options.clock = 'epoch';
    else if (run === 'yy') options.yy = true;
    else
      return `strace: this one does not know -${run}; known are -f -p -t -tt -ttt -r -T -s -e -yy`;
  }
  return undefined;
}

function valued(options: StraceOptions, letter: string, value: string): string | undefined {
  if (letter === 'e') return expression(options, value);
  const number = Number(value);
  if (!/^\d+$/.test(value)) return `strace: invalid -${letter} argument: '${value}'`;
  if (letter === 'p') options.pid = number;
  else options.stringLimit = number;
  return undefined;
}

/** Reads `trace=set`; a set is names and classes, `!` in front shows all others. */
function expression(options: StraceOptions, text: string): string | undefined {
  const [, kind = 'trace', not, list] = /^(?:(\w+)=)?(!?)(.*)$/.exec(text) ?? [];
  if (kind !== 'trace' && kind !== 't') return `strace: this one does not know -e ${kind}=`;
  const tests: ((call: SyscallInfo) => boolean)[] = [];
  for (const name of list.split(',')) {
    const set = SETS[name.replace(/^%/, '')];
    if (name === 'all') tests.push(() => true);
    else if (name === 'none') tests.push(() => false);
    else if (set && (name.startsWith('%') || !syscallByName(name))) tests.push(set);
    else if (!syscallByName(name)) return `strace: invalid system call '${name}'`;
    else tests.push((call) => call.name === name);
  }
  options.trace = (call) => tests.some((test) => test(call)) !== (not === '!');
  return undefined;
}
