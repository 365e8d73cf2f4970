// <regex.h>, second half: a program meets a text. regcomp and regexec around these natives are C.
//
// One idea: ways are tried in the order of preference and the longest match wins. Without \1 an
// instruction need not be tried twice at the same place: whoever came first has the better claim.
//
// Source: POSIX.1-2017 regcomp(); glibc 2.36 for REG_STARTEND.
// Departs: of several longest matches the one with greedy parts from the left is told; POSIX would in rare
// cases (`(a|ab)(c|bcd)`) give the first group more. With \1 a search gives up after a million steps.

import type { NativeApi, NativeFn } from '../../vm/native.ts';
import { compileRegex, type Program, REG } from './regex-parse.ts';

const MOST_STEPS = 1_000_000;
/** Compiled patterns by flags and text: a cache, whose loss nobody notices. */
const known = new Map<string, Program | number>();

function programOf(text: string, flags: number): Program | number {
  const key = `${flags & 7}:${text}`;
  let program = known.get(key);
  if (program === undefined) {
    program = compileRegex(text, flags);
    if (known.size > 64) known.clear();
    known.set(key, program);
  }
  return program;
}

interface Text {
  bytes: Uint8Array;
  newline: boolean;
  icase: boolean;
  notBegin: boolean;
  notEnd: boolean;
}

const isWord = (byte: number | undefined): boolean =>
  byte !== undefined && /\w/.test(String.fromCharCode(byte));

function holds({ bytes, newline, notBegin, notEnd }: Text, what: string, at: number): boolean {
  const before = isWord(bytes[at - 1]);
  const after = isWord(bytes[at]);
  switch (what) {
    case '^':
      return at === 0 ? !notBegin : newline && bytes[at - 1] === 10;
    case '$':
      return at === bytes.length ? !notEnd : newline && bytes[at] === 10;
    case 'b':
      return before !== after;
    case 'B':
      return before === after;
    case '<':
      return !before && after;
    case '>':
      return before && !after;
    case '`':
      return at === 0;
    default:
      return at === bytes.length;
  }
}

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

/** Where a repetition of an earlier group ends; -1 where the text is another. */
function repeated({ bytes, icase }: Text, slots: number[], group: number, at: number): number {
  const [from, to] = [slots[2 * group], slots[2 * group + 1]];
  if (from < 0 || to < 0) return -1;
  for (let i = from; i < to; i++) {
    const [a, b] = [bytes[i], bytes[at + i - from]];
    if (a !== b && !(icase && b !== undefined && lower(a) === lower(b))) return -1;
  }
  return at + to - from;
}

/** Finds the longest match that begins at a place: slots of begins and ends; a number for an error. */
function matchAt(program: Program, text: Text, start: number): number[] | number {
  const { code, groups, loops, hasBack } = program;
  const { bytes } = text;
  const width = bytes.length + 1;
  const seen = hasBack ? undefined : new Uint8Array(code.length * width);
  const fresh = new Array<number>(2 * groups + 2 + loops).fill(-1);
  const stack: [pc: number, at: number, slots: number[]][] = [[0, start, fresh]];
  let best: number[] | undefined;
  for (let steps = 0; stack.length > 0; ) {
    let [pc, at, slots] = stack.pop()!;
    for (;;) {
      if (seen) {
        if (seen[pc * width + at]) break;
        seen[pc * width + at] = 1;
      } else if (++steps > MOST_STEPS) return REG.ESPACE;
      const now = code[pc++];
      if (now.op === 'set') {
        if (at >= bytes.length || !now.set[bytes[at]]) break;
        at++;
      } else if (now.op === 'fork') {
        stack.push([now.or, at, slots]);
        pc = now.to;
      } else if (now.op === 'jump') pc = now.to;
      else if (now.op === 'save' || now.op === 'enter') {
        slots = slots.slice();
        slots[now.op === 'save' ? now.slot : 2 * groups + 2 + now.loop] = at;
      } else if (now.op === 'moved') {
        if (slots[2 * groups + 2 + now.loop] === at) break;
      } else if (now.op === 'back') {
        at = repeated(text, slots, now.group, at);
        if (at < 0) break;
      } else if (now.op === 'at') {
        if (!holds(text, now.what, at)) break;
      } else {
        if (!best || slots[1] > best[1]) best = slots;
        break;
      }
    }
  }
  return best ?? REG.NOMATCH;
}

function patternAt(cpu: NativeApi, addr: number): string {
  return cpu.readText(addr);
}

export const REGEX_NATIVES: Record<string, NativeFn> = {
  /** int __regcomp(const char *pattern, int flags, size_t *groups): what is wrong with it. */
  __regcomp: (cpu) => {
    const program = programOf(patternAt(cpu, cpu.ptr(0)), cpu.int(1));
    if (typeof program === 'number') cpu.retInt(program);
    else {
      cpu.writeBig(cpu.ptr(2), BigInt(program.groups));
      cpu.retInt(0);
    }
  },
  /** int __regexec(pattern, cflags, string, length, eflags, int *places, int count). */
  __regexec: (cpu) => {
    const cflags = cpu.int(1);
    const eflags = cpu.int(4);
    const program = programOf(patternAt(cpu, cpu.ptr(0)), cflags);
    if (typeof program === 'number') return cpu.retInt(REG.NOMATCH);
    const text: Text = {
      bytes: cpu.readBytes(cpu.ptr(2), cpu.size(3)),
      newline: (cflags & REG.NEWLINE) !== 0,
      icase: (cflags & REG.ICASE) !== 0,
      notBegin: (eflags & REG.NOTBOL) !== 0,
      notEnd: (eflags & REG.NOTEOL) !== 0,
    };
    for (let start = 0; start <= text.bytes.length; start++) {
      const found = matchAt(program, text, start);
      if (found === REG.NOMATCH) continue;
      if (typeof found === 'number') return cpu.retInt(found);
      const count = Math.min(cpu.int(6), 2 * program.groups + 2);
      for (let i = 0; i < count; i++) cpu.writeI32(cpu.ptr(5) + 4 * i, found[i]);
      return cpu.retInt(0);
    }
    cpu.retInt(REG.NOMATCH);
  },
};
