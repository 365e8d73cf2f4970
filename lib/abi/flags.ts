// How a number of a group is spelled: as its name, or as a sum of flags.
//
// Source: strace 6.1.

import { SOCK_CLOEXEC, SOCK_NONBLOCK } from './constants.ts';
import { groupOf } from './group-names.ts';
import type { Group } from './groups.ts';

/** Names one value of a group, as in `nameOf('af', 2)` = `AF_INET`; undefined where none fits. */
export function nameOf(group: Group, value: number): string | undefined {
  for (const [name, number] of Object.entries(groupOf(group)!)) if (number === value) return name;
  return undefined;
}

/**
 * Spells a set of flags as strace does: `O_RDWR|O_NONBLOCK`, unknown bits last in hex, `0` for none.
 *
 * A flag that covers several bits (O_SYNC) is tried before the single bits it contains.
 */
export function flagsOf(group: Group, value: number): string {
  let left = value >>> 0;
  const found: string[] = [];
  // The access mode of open(2) is a number and not a flag: O_RDONLY is 0 and still printed.
  if (group === 'open') {
    found.push(['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'][left & 3]);
    left = (left & ~3) >>> 0;
  }
  const flags = Object.entries(groupOf(group)!).map(([name, bits]) => [name, bits >>> 0] as const);
  const wide = flags.filter(([, bits]) => (bits & (bits - 1)) !== 0);
  const covered = new Set<string>();
  for (const [name, bits] of wide) {
    if (bits !== 0 && (left & bits) >>> 0 === bits) {
      covered.add(name);
      left = (left & ~bits) >>> 0;
    }
  }
  for (const [name, bits] of flags) {
    if (covered.has(name)) found.push(name);
    else if (bits !== 0 && (left & bits) >>> 0 === bits) {
      found.push(name);
      left = (left & ~bits) >>> 0;
    }
  }
  if (left !== 0) found.push(`0x${left.toString(16)}`);
  if (group === 'prot' && found.length === 0) return 'PROT_NONE';
  return found.length > 0 ? found.join('|') : '0';
}

/**
 * Spells the second argument of socket(2): a type, then its flags, `SOCK_STREAM|SOCK_NONBLOCK`.
 */
export function socketTypeOf(value: number): string {
  const type = nameOf('sock', value & 0xf) ?? `0x${(value & 0xf).toString(16)}`;
  const flags = (value & ~0xf) >>> 0;
  const parts = [type];
  if (flags & SOCK_CLOEXEC) parts.push('SOCK_CLOEXEC');
  if (flags & SOCK_NONBLOCK) parts.push('SOCK_NONBLOCK');
  const left = (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) >>> 0;
  if (left !== 0) parts.push(`0x${left.toString(16)} /* SOCK_??? */`);
  return parts.join('|');
}
