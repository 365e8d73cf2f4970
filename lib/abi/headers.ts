// C headers, made from the tables: the same numbers that the kernel answers to.
//
// One idea: what a header says about numbers and layouts is printed from constants.ts, errno.ts
// and structs.ts; only prototypes and the odd macro are written out.
//
// Source: names and order of includes as in glibc 2.36 and POSIX.1-2008.
// Departs: a header is complete for this machine, not for Linux.

import * as constants from './constants.ts';
import { ERRNO_ALIASES, ERRNOS } from './errno.ts';
import { GROUPS, type Group } from './groups.ts';
import { headerWords } from './header-words.ts';
import { ATOMIC_HEADERS } from './headers-atomic.ts';
import { EVENT_HEADERS } from './headers-events.ts';
import { GNU_HEADERS } from './headers-gnu.ts';
import { ISO_HEADERS } from './headers-iso.ts';
import { NET_HEADERS } from './headers-net.ts';
import { POSIX_HEADERS } from './headers-posix.ts';
import { STDIO_HEADERS } from './headers-stdio.ts';
import { type Layout, structText } from './structs.ts';
import { SYSCALL_NUMBERS } from './syscall-numbers.ts';

/** A header's parts, in the order in which they are printed. */
export interface HeaderSpec {
  name: string;
  includes?: readonly string[];
  /** Groups of constants.ts, whole. */
  groups?: readonly Group[];
  /** Single constants. */
  constants?: readonly string[];
  /** Every error number. */
  errnos?: boolean;
  /** C that the structs need. */
  before?: string;
  structs?: readonly Layout[];
  /** C that comes last: prototypes, macros. */
  text: string;
}

/** <sys/syscall.h>, and what the C library's own sources include. */
const CALL_HEADERS: readonly HeaderSpec[] = [
  {
    name: 'sys/syscall.h',
    text: Object.entries(SYSCALL_NUMBERS)
      .map(([name, nr]) => `#define SYS_${name} ${nr}\n#define __NR_${name} ${nr}`)
      .join('\n'),
  },
  { name: 'syscall.h', includes: ['sys/syscall.h'], text: '' },
  {
    name: 'bits/libc.h',
    text: `/* The trap into the kernel: what comes back is >= 0, or a negative errno. */
long __syscall(long nr, ...);
/* The same, with errno set and -1 returned where the kernel says no. */
long __ret(long result);
/* As many of a variadic call's arguments as were passed, at most six. */
void __take(__builtin_va_list ap, long *words);`,
  },
];

const SPECS = new Map(
  [
    ...ISO_HEADERS,
    ...ATOMIC_HEADERS,
    ...STDIO_HEADERS,
    ...GNU_HEADERS,
    ...POSIX_HEADERS,
    ...EVENT_HEADERS,
    ...NET_HEADERS,
    ...CALL_HEADERS,
  ].map((spec) => [spec.name, spec]),
);

/** Adds headers: see lib/machine/libc/parts.ts. */
export function addHeaders(specs: readonly HeaderSpec[]): void {
  for (const spec of specs) SPECS.set(spec.name, spec);
}

/** Lists the headers a program may include, sorted. */
export function headerNames(): string[] {
  return [...SPECS.keys()].filter((name) => !name.startsWith('bits/')).sort();
}

/** Every header's text by its name, with those that only other headers include. */
export function headerTexts(): Record<string, string> {
  return Object.fromEntries([...SPECS.keys()].map((name) => [name, headerText(name)!]));
}

/** Groups that C programs read in hex or octal, as the real headers write them. */
const HEX = new Set<Group>(['msg', 'poll', 'epoll', 'ioctl', 'sa']);
const OCTAL = new Set<Group>(['open', 'mode', 'sock']);

function literal(value: number, group?: Group): string {
  if (value < 0) return `(${value})`;
  if (value > 0x7fffffff) return `0x${value.toString(16)}u`;
  if (group && OCTAL.has(group) && value > 7) return `0${value.toString(8)}`;
  return group && HEX.has(group) ? `0x${value.toString(16)}` : String(value);
}

function groupText(group: Group): string {
  return Object.entries(GROUPS[group])
    .map(([name, value]) => `#define ${name} ${literal(value, group)}`)
    .join('\n');
}

function constantText(name: string): string {
  const value = (constants as Record<string, unknown>)[name];
  if (typeof value !== 'number') throw new Error(`no constant ${name} for a header`);
  return `#define ${name} ${literal(value)}`;
}

function errnoText(): string {
  const rows = ERRNOS.map(([number, name]) => `#define ${name} ${number}`);
  const aliases = ERRNO_ALIASES.map(([name, meaning]) => `#define ${name} ${meaning}`);
  return [...rows, ...aliases].join('\n');
}

function wordsText(header: string): string {
  return headerWords(header)
    .map(([name, value]) => `#define ${name} ${literal(value)}`)
    .join('\n');
}

/** Returns the text of a header, as in `headerText('sys/socket.h')`; undefined if there is none. */
export function headerText(name: string): string | undefined {
  const spec = SPECS.get(name);
  if (!spec) return undefined;
  const guard = `_${name.toUpperCase().replace(/[^A-Z]/g, '_')}`;
  const parts = [
    `#ifndef ${guard}\n#define ${guard}`,
    (spec.includes ?? []).map((included) => `#include <${included}>`).join('\n'),
    (spec.groups ?? []).map(groupText).join('\n'),
    (spec.constants ?? []).map(constantText).join('\n'),
    spec.errnos ? errnoText() : '',
    wordsText(name),
    spec.before ?? '',
    (spec.structs ?? []).map(structText).join(''),
    spec.text,
    '#endif',
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}
