// strace's arguments: one of a call's, by what the table of system calls says it is.
//
// Source: strace 6.1's output on Linux 6.18.

import { SO_RCVTIMEO, SO_SNDTIMEO, SOCK_CLOEXEC, SOCK_NONBLOCK } from '../abi/constants.ts';
import { flagsOf, nameOf, socketTypeOf } from '../abi/flags.ts';
import type { Group } from '../abi/groups.ts';
import type { Param, SyscallInfo } from '../abi/syscalls.ts';
import type { SysEnter, SysExit } from '../sim/trace.ts';
import { structText } from './strace-structs.ts';
import { littleEndian, named, pointer, quote } from './strace-words.ts';

/** What strace says behind a number that has no name. */
const UNKNOWN: Partial<Record<Group, string>> = {
  af: ' /* AF_??? */',
  ipproto: ' /* IPPROTO_??? */',
};

/** Writes one argument of a call, from its row in the table and the bytes behind it. */
export function argument(
  info: SyscallInfo | undefined,
  param: Param,
  i: number,
  value: number,
  enter: SysEnter,
  exit: SysExit | undefined,
  limit: number,
): string {
  const { type } = param;
  const given = enter.in?.[i];
  const written = exit?.out?.[i];
  if (type.startsWith('enum:')) {
    const group = type.slice(5) as Group;
    // A protocol means nothing where the family is unknown.
    if (group === 'ipproto' && nameOf('af', enter.args[0]) === undefined) return String(value);
    return named(group, value, UNKNOWN[group] ?? '');
  }
  if (type.startsWith('flags:')) return flagsText(type.slice(6) as Group, value);
  switch (type) {
    case 'fd':
      return value === -100 ? 'AT_FDCWD' : String(value);
    case 'offset':
      return info?.name === 'mmap' && value ? pointer(value) : String(value);
    case 'ptr':
      return pointer(value);
    case 'mode':
      return `0${value.toString(8)}`;
    case 'socket-type':
      return info?.name === 'accept4' ? acceptFlags(value) : socketTypeOf(value);
    case 'buf-in': {
      const total = enter.args[i + 1] ?? given?.length ?? 0;
      return given ? quote(given, limit, total) : pointer(value);
    }
    case 'buf-out':
      return written && exit && exit.result >= 0
        ? quote(written, limit, exit.result)
        : pointer(value);
    case 'path':
      return given ? quote(given, 4096) : pointer(value);
    case 'argv':
      return wordsText(param, value, given, limit);
    case 'sockopt-name':
      return optionName(enter.args[1], value);
    default:
      return structText(param, value, given, written, enter, exit);
  }
}

const MAX_WORDS = 32;

/** Writes an argv as its words; of an environment only where it is and how many there are. */
function wordsText(
  { name }: Param,
  value: number,
  given: Uint8Array | undefined,
  limit: number,
): string {
  if (value === 0 || !given || given.length === 0) return pointer(value);
  if (name === 'envp') {
    const count = littleEndian(given, 0, 4);
    return `${pointer(value)} /* ${count} var${count === 1 ? '' : 's'} */`;
  }
  const words: string[] = [];
  for (let at = 0; at < given.length; ) {
    const end = given.indexOf(0, at);
    words.push(words.length < MAX_WORDS ? quote(given.subarray(at, end), limit) : '...');
    at = end + 1;
  }
  return `[${words.join(', ')}]`;
}

function acceptFlags(value: number): string {
  const parts: string[] = [];
  if (value & SOCK_CLOEXEC) parts.push('SOCK_CLOEXEC');
  if (value & SOCK_NONBLOCK) parts.push('SOCK_NONBLOCK');
  return parts.join('|') || String(value);
}

function flagsText(group: Group, value: number): string {
  return value < 0 ? `0x${(value >>> 0).toString(16)}` : flagsOf(group, value);
}

function otherGroup(level: number): Group {
  if (level === 17) return 'udp';
  return level === 41 ? 'ipv6' : 'ip';
}

function optionName(level: number, option: number): string {
  const group: Group = level === 1 ? 'so' : level === 6 ? 'tcp' : otherGroup(level);
  const text = named(group, option, ` /* ${group.toUpperCase()}_??? */`);
  // Since 5.1 there are two of each; programs of 64-bit machines use the old numbers.
  return option === SO_RCVTIMEO || option === SO_SNDTIMEO ? `${text}_OLD` : text;
}
