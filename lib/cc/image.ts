// Image: a compiled and linked program, as plain data. What `gcc -g` leaves in an executable.
//
// Units: addresses and offsets are bytes; a pc is an index into `code`, a multiple of 4.

import type { Scope } from './scope.ts';
import type { CType } from './types.ts';

/** Addresses at and above this one name functions: `CODE_BASE + 16 * index`. */
export const CODE_BASE = 0x40000000;

/** The first mapped address: vm.mmap_min_addr. What lies below catches NULL and small numbers. */
export const NULL_PAGE_BYTES = 65536;

// Shadow: one byte for each byte of memory. Bit 0: may be read; bit 1: has been set; bit 2: may be
// written. 0 is memory that is nobody's. Freed heap has none of these bits, only SHADOW_FREED.
export const SHADOW_CONST = 3;
export const SHADOW_FRESH = 5;
export const SHADOW_SET = 7;
export const SHADOW_FREED = 8;
/** The gap around a block of the heap, and that around a variable of a frame. */
export const SHADOW_HEAP_GAP = 16;
export const SHADOW_FRAME_GAP = 32;
/** The gap between globals. */
export const SHADOW_DATA_GAP = 64;

/** A variable whose block has ended. */
export const SHADOW_GONE = 128;

export interface Image {
  /** Names the program: equal images have equal ids. */
  id: string;
  code: Int32Array;
  functions: FunctionInfo[];
  /** C names of the natives, by the number that the NATIVE instruction carries. */
  natives: string[];
  /** What lies in memory from NULL_PAGE_BYTES on: constants first, then globals. */
  data: Uint8Array;
  /** How many of those bytes, from the start, are constants. */
  constBytes: number;
  /** Shadow of `data`: 0 in the gaps between objects. */
  dataShadow: Uint8Array;
  /** Globals and functions by name. */
  symbols: Record<string, number>;
  globals: VariableInfo[];
  /** Source lines by pc, sorted by pc; each entry holds until the next. */
  lines: LineEntry[];
  /** Files by number; the first is the user's program. */
  files: FileInfo[];
  entryPc: number;
  /** What every thread has of its own: the bytes it begins with, and their shadow. */
  tls: TlsTemplate | undefined;
  /** Where a new thread begins: the function before the entry, which calls what it is told to. */
  threadPc: number;
  /** Bytes of stack that a process of this image gets. */
  stackBytes: number;
  /** What the checks of indexes are about, by number. */
  bounds: BoundInfo[];
  /** As what functions are called through pointers, by number. */
  signatures: (CType & { kind: 'function' })[];
  /** What the program's names mean outside of functions, by text: its typedefs and tags too. */
  scopes: Scope[];
}

/** An array whose indexes are checked; or, by the name ARGUMENTS, what a va_arg asks for. */
export interface BoundInfo {
  /** As the program writes it: `list[...].name`. */
  name: string;
  type: CType;
  length: number;
  /** A variable of its own, with a gap on either side; else an array inside another object. */
  plain?: boolean;
  /** What lies on either side of it, in words. */
  before?: string;
  behind?: string;
}

/** The name of the place where a call's variadic arguments lie; no variable has such a name. */
export const ARGUMENTS = '(arguments)';

/** What a compound literal is called in place of a name. */
export const LITERAL = '(compound literal)';

export interface TlsTemplate {
  bytes: Uint8Array;
  shadow: Uint8Array;
  align: number;
  /** Where the first thread's block lies in the data. */
  address: number;
  /** Offsets of variables in a block. */
  symbols: Record<string, number>;
}

export interface FileInfo {
  name: string;
  /** True for the C library's own sources: traps and faults walk up out of these. */
  library: boolean;
}

export interface LineEntry {
  pc: number;
  file: number;
  line: number;
  column: number;
  /** True where a statement begins, which is where a debugger stops. */
  statement: boolean;
}

export interface FunctionInfo {
  name: string;
  file: number;
  line: number;
  pc: number;
  endPc: number;
  /** 8-byte registers of one frame, parameters first. */
  registers: number;
  /** Bytes of stack memory of one frame. */
  frameBytes: number;
  /** Shadow of that memory on entry: 0 between objects. */
  frameShadow: Uint8Array;
  params: number;
  /** Register of the frame's address, where the frame grows while the function runs. */
  base?: number;
  variables: VariableInfo[];
  type: CType;
}

/** A variable as a debugger needs it. */
export interface VariableInfo {
  name: string;
  type: CType;
  /**
   * In register `at` of the frame, at the frame's `at`-th byte of stack, at address `at`, at the
   * address in register `at`, or at the `at`-th byte of the thread's own variables.
   */
  where: 'register' | 'stack' | 'global' | 'pointer' | 'thread';
  at: number;
  /** Of a variable-length array: registers with the bytes of each dimension, outermost first. */
  sizes?: number[];
  /** The instructions during which the name means this variable. */
  fromPc: number;
  toPc: number;
  /** Where its block begins: gdb shows all variables of a block from there on. */
  blockPc: number;
  line: number;
  /** The file of a global's declaration; a local is in its function's. */
  file?: number;
}
