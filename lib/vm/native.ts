// Natives: C library functions that are pure enough to be written in TypeScript.
//
// One idea: a native sees the process only through this interface, and every access is checked
// against the shadow. A bad pointer therefore becomes a fault that names the C function and the
// user's line, exactly as if the function had been compiled from C.
//
// Units: addresses are numbers below 2^31, sizes are bytes, argument indexes start at 0.

import type { TlsTemplate } from '../cc/image.ts';
import type { NativeCall } from './native-api.ts';

/** A C library function in TypeScript: reads its arguments, does its work, sets its result. */
export type NativeFn = (cpu: NativeApi) => void;

/** Natives by C name. A prototype for each must be in a header; the compiler checks the calls. */
export type NativeTable = Readonly<Record<string, NativeFn>>;

/** What a native may do with the process that called it. */
export interface NativeApi {
  /** The C function's name, as faults print it. */
  readonly name: string;

  /** Returns argument `i` as `int` (signed 32 bits); right for char, short, int and enums. */
  int(i: number): number;
  /** Returns argument `i` as `unsigned int`. */
  uint(i: number): number;
  /** Returns argument `i` as `long` in a number; exact within ±2^53. */
  long(i: number): number;
  /** Returns argument `i` as `unsigned long`/`size_t` in a number; exact below 2^53. */
  size(i: number): number;
  /** Returns argument `i` as `long` exactly. */
  bigint(i: number): bigint;
  /** Returns argument `i` as an address; 0 is NULL. */
  ptr(i: number): number;
  /** Returns argument `i` as `double`; a `float` argument has been widened already. */
  double(i: number): number;

  /** Returns a cursor over the arguments behind `declared` ones, for a function declared with `...`. */
  variadic(declared: number): VarArgs;
  /** Returns a cursor over the `va_list` in argument `i`, for vprintf and friends. */
  vaList(i: number): VarArgs;

  /** Copies `length` bytes out; a fault where any of them is not the program's to read. */
  readBytes(addr: number, length: number): Uint8Array;
  /** Copies a C string out without its NUL, at most `max` bytes; a fault as in readBytes. */
  readCString(addr: number, max?: number): Uint8Array;
  /** Copies a C string out as text, one character for each byte (Latin-1). */
  readText(addr: number, max?: number): string;
  /** Copies bytes in; a fault where any of them is not the program's to write. */
  writeBytes(addr: number, bytes: Uint8Array): void;
  /** Writes text (Latin-1) and a closing NUL. */
  writeCString(addr: number, text: string): void;
  readU8(addr: number): number;
  writeU8(addr: number, value: number): void;
  readI32(addr: number): number;
  writeI32(addr: number, value: number): void;
  readPtr(addr: number): number;
  writePtr(addr: number, value: number): void;
  readBig(addr: number): bigint;
  writeBig(addr: number, value: bigint): void;
  writeDouble(addr: number, value: number): void;
  /** Copies within the process, overlapping or not, and carries "never set" bytes along. */
  copy(to: number, from: number, length: number): void;
  /** Fills `length` bytes. */
  fill(addr: number, value: number, length: number): void;

  /** Allocates; aligned to 16 bytes or what is asked; 0 where there is no memory left. Contents are "never set". */
  malloc(size: number, align?: number): number;
  /** Frees what malloc gave; NULL does nothing; a fault for a double or a wild free. */
  free(addr: number): void;
  /** Returns the size that was asked of malloc for this block, or undefined for no block. */
  blockSize(addr: number): number | undefined;
  /** Returns the address of a global of the program, such as `errno`, if it is linked in. */
  symbol(name: string): number | undefined;

  /** Returns what the variables of a new thread begin with; undefined where it has none. */
  threadBlock(): TlsTemplate | undefined;
  /** Tells whether this is the thread that main runs in. */
  isFirstThread(): boolean;
  /** Returns the address where the calling thread's own variables begin; 0 for none. */
  threadPointer(): number;
  /** Fills the 32 bytes of a jmp_buf, so that a return from this native can be repeated. */
  saveContext(addr: number): void;
  /** Returns a second time from the native that filled the jmp_buf; a fault where that cannot be. */
  restoreContext(addr: number, value: number): void;
  /** The call itself, for what changes where the program stands: see coroutine.ts. */
  call(): NativeCall;

  retInt(value: number): void;
  /** Returns a `long`/`size_t`; a number must be a whole one. */
  retLong(value: number | bigint): void;
  retPtr(addr: number): void;
  retDouble(value: number): void;

  /** Stops the program: "strcpy: <message>". */
  fault(message: string): never;
}

/** Reads variadic arguments one after the other; the caller says which type comes next. */
export interface VarArgs {
  nextInt(): number;
  nextUint(): number;
  nextLong(): bigint;
  nextUlong(): bigint;
  nextDouble(): number;
  nextLongDouble(): number;
  nextPtr(): number;
  /** A long, or an int whose sign is carried on. */
  nextWord(): bigint;
  /** False when the call passed no further argument; undefined in a `va_list` of unknown length. */
  more(): boolean | undefined;
}
