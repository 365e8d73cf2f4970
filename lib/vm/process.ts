// Process: starting a C program, and the driver by which a kernel runs it.

import type { Driver, HandlerCall, ThreadStart, Trap } from '../abi/trap.ts';
import { OP, WIDTH } from '../cc/bytecode.ts';
import {
  CODE_BASE,
  type Image,
  NULL_PAGE_BYTES,
  SHADOW_FRAME_GAP,
  SHADOW_HEAP_GAP,
  SHADOW_SET,
} from '../cc/image.ts';
import { alignUp } from '../cc/types.ts';
import { BIT_NATIVES } from './bits.ts';
import { faultTrap, growStacks } from './calls.ts';
import { VmFault } from './fault.ts';
import { checkHanded } from './handed.ts';
import { createHeap, HEAP_NATIVES } from './heap.ts';
import { put } from './int64.ts';
import { type CallNative, interpret } from './interpret.ts';
import { type Linked, lineHere, linkedOf, userLine } from './linked.ts';
import type { NativeFn, NativeTable } from './native.ts';
import { type NativeCall, nativeApi } from './native-api.ts';
import { pagesOf } from './pages.ts';
import { CALL_WORDS, copyState, noTaint, type VmState } from './state.ts';
import { runTainted } from './taint.ts';
import { TLS_NATIVES } from './tls.ts';

export type { VmState } from './state.ts';

export interface ProcessOptions {
  argv: readonly (string | Uint8Array)[];
  /** `NAME=value` strings. */
  env?: readonly (string | Uint8Array)[];
}

const GUARD_BYTES = 4096;
const FIRST_HEAP_BYTES = 16 * 1024;
const FIRST_REGISTERS = 2048;
const FIRST_CALLS = 64;
const MIN_THREAD_STACK_BYTES = 1024;

/** Makes the state of a process that is about to enter main. */
export function createProcess(image: Image, options: ProcessOptions): VmState {
  const stackLow = alignUp(NULL_PAGE_BYTES + image.data.length + GUARD_BYTES, 16);
  const strings = [...options.argv, ...(options.env ?? [])].map((text) =>
    typeof text === 'string' ? encodeUtf8(text) : text,
  );
  const stringBytes = strings.reduce((n, b) => n + b.length + 1, 0);
  const pointers = (options.argv.length + (options.env ?? []).length + 2) * 8;
  const argsBytes = alignUp(stringBytes + pointers + 16, 16);
  const stackHigh = stackLow + image.stackBytes + argsBytes;
  const heapBase = stackHigh + GUARD_BYTES;
  const size = alignUp(heapBase + FIRST_HEAP_BYTES, 4096);
  const memory = new Uint8Array(size);
  const shadow = new Uint8Array(size);
  memory.set(image.data, NULL_PAGE_BYTES);
  shadow.set(image.dataShadow, NULL_PAGE_BYTES);
  shadow.fill(SHADOW_HEAP_GAP, heapBase);
  const sp = stackHigh - argsBytes;
  const { argv, envp } = placeArguments(memory, shadow, sp, options, strings);
  const entry = image.functions.length - 1;
  const registers = new Int32Array(FIRST_REGISTERS);
  registers[0] = options.argv.length;
  put(registers, 2, argv);
  put(registers, 4, envp);
  const calls = new Int32Array(FIRST_CALLS * CALL_WORDS);
  calls.set([0, 0, sp, entry]);
  return {
    imageId: image.id,
    space: { memory, shadow, heap: createHeap(heapBase) },
    registers,
    calls,
    depth: 1,
    pc: image.entryPc,
    frame: 0,
    sp,
    stackLow,
    stackHigh,
    tp: image.tls?.address ?? 0,
    taint: noTaint(),
    limits: [],
    warned: [],
    warnings: [],
    awaiting: undefined,
    breakpoints: [],
    step: undefined,
    standingOn: undefined,
  };
}

/** Puts argv and envp at the top of the stack, as execve(2) does. */
function placeArguments(
  memory: Uint8Array,
  shadow: Uint8Array,
  base: number,
  options: ProcessOptions,
  strings: Uint8Array[],
): { argv: number; envp: number } {
  const argc = options.argv.length;
  const view = new DataView(memory.buffer);
  const argv = base;
  const envp = argv + (argc + 1) * 8;
  let at = envp + (strings.length - argc + 1) * 8;
  shadow.fill(SHADOW_SET, base, at);
  strings.forEach((bytes, i) => {
    const slot = i < argc ? argv + i * 8 : envp + (i - argc) * 8;
    view.setBigInt64(slot, BigInt(at), true);
    memory.set(bytes, at);
    shadow.fill(SHADOW_SET, at, at + bytes.length + 1);
    at += bytes.length + 1;
  });
  return { argv, envp };
}

/** The library has no TextEncoder; a string becomes its UTF-8 bytes here. */
function encodeUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(bytes);
}

/** A faster way to run a program that has no breakpoints, with the same results (tier/tier.ts). */
export interface SecondTier {
  run(s: VmState, linked: Linked, call: NativeCall, callNative: CallNative, fuel: number): Trap;
  /** Gives every state that it holds its arrays back. */
  release(): void;
}

let installed: SecondTier | undefined;

/** Makes all drivers use a second tier from now on; without, everything is interpreted. */
export function useSecondTier(tier: SecondTier): void {
  installed = tier;
}

/**
 * Returns the functions by which a kernel drives processes of these images; `imageIn` finds the image
 * that a file's bytes stand for.
 */
export function vmDriver(
  getImage: (id: string) => Image,
  natives: NativeTable = {},
  tier?: SecondTier | 'none',
  imageIn: (file: Uint8Array) => Image | undefined = () => undefined,
): Driver<VmState> {
  const second = (): SecondTier | undefined => (tier === 'none' ? undefined : (tier ?? installed));
  return {
    run: (s, fuel, goesOn) =>
      runProcess(s, linkedOf(getImage(s.imageId)), natives, fuel, second(), goesOn),
    deliver: (s, result) => {
      if (s.awaiting === undefined) throw new Error('deliver: no system call is awaited');
      put(s.registers, s.awaiting, result);
      s.awaiting = undefined;
    },
    read: (s, addr, length) => {
      if (!allowed(s, addr, length, 1)) return undefined;
      return s.space.memory.slice(addr, addr + length);
    },
    write: (s, addr, bytes) => {
      if (!allowed(s, addr, bytes.length, 4)) return false;
      s.space.memory.set(bytes, addr);
      s.space.shadow.fill(SHADOW_SET, addr, addr + bytes.length);
      return true;
    },
    fork: (s, sharesMemory) => {
      second()?.release();
      return copyState(s, sharesMemory);
    },
    load: (file, start) => {
      const image = imageIn(file);
      return image && createProcess(image, start);
    },
    settle: () => second()?.release(),
    thread: (s, start) => start && createThread(s, getImage(s.imageId), start),
    signal: (s, call) => beginHandler(s, getImage(s.imageId), call),
    pages: pagesOf(getImage),
  };
}

/** Makes the state of a thread that will call its function; undefined for a stack it cannot use. */
function createThread(s: VmState, image: Image, start: ThreadStart): VmState | undefined {
  const { entry, arg, stackLow, stackBytes, tp } = start;
  const stackHigh = (stackLow + stackBytes) & ~15;
  if (!allowed(s, stackLow, stackBytes, 4) || stackHigh - stackLow < MIN_THREAD_STACK_BYTES) {
    return undefined;
  }
  s.space.shadow.fill(SHADOW_FRAME_GAP, stackLow, stackHigh);
  const registers = new Int32Array(FIRST_REGISTERS);
  put(registers, 0, entry);
  put(registers, 2, arg);
  const calls = new Int32Array(FIRST_CALLS * CALL_WORDS);
  calls.set([0, 0, stackHigh, image.functions.findIndex((f) => f.pc === image.threadPc)]);
  return {
    ...{ imageId: s.imageId, space: s.space, registers, calls, depth: 1, pc: image.threadPc },
    ...{
      frame: 0,
      sp: stackHigh,
      stackLow,
      stackHigh,
      tp,
      taint: noTaint(),
      limits: [],
      warned: [],
      warnings: [],
      awaiting: undefined,
    },
    ...{ breakpoints: s.breakpoints.slice(), step: undefined, standingOn: undefined },
  };
}

/** Registers left free above the interrupted frame: it may be laying out arguments there. */
const HANDLER_GAP = 64;

/** Calls a handler; false where its program has no stack for it, as after handlers without an end. */
function beginHandler(s: VmState, image: Image, call: HandlerCall): boolean {
  try {
    return callHandler(s, image, call);
  } catch (e) {
    if (!(e instanceof VmFault)) throw e;
    return false;
  }
}

/**
 * Pushes a call of a signal handler, from between two instructions: first its restorer, so that the
 * handler returns into that, and that to where the program was.
 */
function callHandler(s: VmState, image: Image, call: HandlerCall): boolean {
  const { handler, restorer, signo, again, returned, siginfo } = call;
  if (returned && s.calls[(s.depth - 1) * CALL_WORDS + 3] === indexOf(image, restorer)) leave(s);
  const functions = [restorer, handler]
    .filter((addr) => addr !== 0)
    .map((addr) => indexOf(image, addr));
  const frames = functions.reduce(
    (sum, index) => sum + (image.functions[index]?.frameBytes ?? 0),
    0,
  );
  const needed = frames + 2 * SIGINFO_BYTES;
  if (functions.includes(-1) || s.sp - needed < s.stackLow) return false;
  // The program stands behind the SYSCALL instruction; one step back it makes the call again.
  if (again) {
    s.awaiting = undefined;
    s.pc -= WIDTH;
  }
  let sp = s.sp;
  let info = 0;
  if (siginfo) {
    sp -= 2 * SIGINFO_BYTES;
    info = sp;
    s.space.memory.fill(0, info, info + 2 * SIGINFO_BYTES);
    s.space.memory.set(siginfo, info);
    s.space.shadow.fill(SHADOW_SET, info, info + 2 * SIGINFO_BYTES);
  }
  for (const index of functions) {
    enter(s, image, index, sp);
    sp = s.sp;
  }
  put(s.registers, s.frame, signo);
  put(s.registers, s.frame + 2, info);
  // The context of ucontext_t is there to be passed on, and says nothing.
  put(s.registers, s.frame + 4, info && info + SIGINFO_BYTES);
  return true;
}

/** Pushes a call, whose memory lies below `sp`, and goes to its first instruction. */
function enter(s: VmState, image: Image, index: number, sp: number): void {
  const current = image.functions[s.calls[(s.depth - 1) * CALL_WORDS + 3]];
  const window = s.frame + 2 * (current.registers + HANDLER_GAP);
  const { registers, frameBytes, frameShadow, pc } = image.functions[index];
  growStacks(s, image, window + 2 * registers + 6);
  s.calls.set([s.pc, s.frame, s.sp, index], s.depth++ * CALL_WORDS);
  s.sp = sp - frameBytes;
  s.space.shadow.set(frameShadow, s.sp);
  s.frame = window;
  s.pc = pc;
}

/** Returns from the innermost call, as RET does. */
function leave(s: VmState): void {
  const call = --s.depth * CALL_WORDS;
  s.space.shadow.fill(SHADOW_FRAME_GAP, s.sp, s.calls[call + 2]);
  s.pc = s.calls[call];
  s.frame = s.calls[call + 1];
  s.sp = s.calls[call + 2];
}

/**
 * Makes the program call a function from between two instructions, for a debugger; it then goes on where
 * it was. Returns the index of the register where the result will be.
 */
export function pushCall(
  s: VmState,
  image: Image,
  index: number,
  registers: readonly bigint[],
  sp: number,
): number {
  enter(s, image, index, sp);
  for (const [i, bits] of registers.entries()) {
    s.registers[s.frame + 2 * i] = Number(BigInt.asIntN(32, bits));
    s.registers[s.frame + 2 * i + 1] = Number(BigInt.asIntN(32, bits >> 32n));
  }
  return s.frame;
}

/** Size of a siginfo_t. */
const SIGINFO_BYTES = 128;

/** Finds the function at an address; -1 where there is none. */
function indexOf(image: Image, addr: number): number {
  const index = (addr - CODE_BASE) / 16;
  return Number.isInteger(index) && index >= 0 && index < image.functions.length ? index : -1;
}

/** What the kernel may touch: bytes that belong to the program. */
function allowed(s: VmState, addr: number, length: number, need: number): boolean {
  if (length === 0) return true;
  if (!(addr >= 0) || addr + length > s.space.shadow.length) return false;
  for (let i = addr; i < addr + length; i++) if (!(s.space.shadow[i] & need)) return false;
  return true;
}

function runProcess(
  s: VmState,
  linked: Linked,
  natives: NativeTable,
  fuel: number,
  second: SecondTier | undefined,
  goesOn?: (ops: number) => boolean,
): Trap {
  const { image } = linked;
  const call: NativeCall = {
    s,
    linked,
    image,
    name: '',
    window: 0,
    count: 0,
    jumped: false,
    nested: false,
  };
  const api = nativeApi(call);
  const table = nativesOf(linked, natives);
  const callNative = (n: number, window: number, count: number): boolean => {
    let native = table[n];
    if (!native) {
      const name = image.natives[n];
      native = natives[name] ?? HEAP_NATIVES[name] ?? BIT_NATIVES[name] ?? TLS_NATIVES[name];
      if (!native) throw new Error(`no native called ${name}`);
      table[n] = native;
    }
    call.name = image.natives[n];
    call.window = window;
    call.count = count;
    call.jumped = false;
    native(api);
    return call.jumped;
  };
  let left = fuel;
  for (;;) {
    const debugged = s.breakpoints.length > 0 || s.step !== undefined;
    const plain = s.taint.active ? image.code : linked.fused;
    const code = debugged ? patchedCode(linked, s) : plain;
    const trap =
      second && !debugged && !s.taint.active
        ? second.run(s, linked, call, callNative, left)
        : (s.taint.active ? runTainted : interpret)(s, linked, code, callNative, left);
    left -= trap.ops;
    trap.ops = fuel - left;
    if (trap.kind === 'quantum' && s.warnings.length > 0) {
      return { kind: 'warning', ops: trap.ops, ...s.warnings.shift()! };
    }
    if (trap.kind !== 'breakpoint') {
      if (trap.kind === 'quantum' && left > 0) continue;
      return trap.kind === 'syscall' ? handed(s, linked, trap) : trap;
    }
    if (s.breakpoints.includes(s.pc) || stepEnds(s, linked)) {
      s.step = undefined;
      if (goesOn?.(fuel - left)) continue;
      return { ...trap, line: userLine(s, linked) ?? 0 };
    }
    if (left <= 0) return { kind: 'quantum', ops: trap.ops };
  }
}

const tables = new WeakMap<Linked, { natives: NativeTable; table: NativeFn[] }>();

/** An image's natives by number, filled as they are called. */
function nativesOf(linked: Linked, natives: NativeTable): NativeFn[] {
  let known = tables.get(linked);
  if (known?.natives !== natives) {
    known = { natives, table: [] };
    tables.set(linked, known);
  }
  return known.table;
}

/** A system call as the kernel may see it, or the fault that it is. */
function handed(s: VmState, linked: Linked, trap: Trap & { kind: 'syscall' }): Trap {
  try {
    checkHanded(s, linked.image, trap);
    return trap;
  } catch (e) {
    if (!(e instanceof VmFault)) throw e;
    return faultTrap(e, s, linked, trap.ops);
  }
}

/** A step ends at another line, or in another call, as far as its kind allows. */
export function stepEnds(s: VmState, linked: Linked): boolean {
  const { step } = s;
  if (!step) return false;
  if (s.depth < step.depth) return true;
  if (step.kind === 'out') return false;
  if (s.depth > step.depth) return step.kind === 'into';
  return lineHere(s, linked) !== step.line;
}

const patches = new WeakMap<Linked, Map<string, Int32Array>>();
const MAX_PATCHES = 16;

/** The code with BREAK over the breakpoints and, while stepping, over every statement. */
function patchedCode(linked: Linked, s: VmState): Int32Array {
  const { image } = linked;
  const returnPc = s.step?.returnPc ?? '';
  const key = `${s.step ? 'step' : ''}${returnPc}:${s.breakpoints.join()}`;
  let known = patches.get(linked);
  if (!known) {
    known = new Map();
    patches.set(linked, known);
  }
  const found = known.get(key);
  if (found) return found;
  const code = image.code.slice();
  for (const pc of s.breakpoints) code[pc] = OP.BREAK;
  if (s.step) {
    if (s.step.returnPc !== undefined) code[s.step.returnPc] = OP.BREAK;
    for (const entry of image.lines) {
      if (entry.statement && !image.files[entry.file].library) code[entry.pc] = OP.BREAK;
    }
  }
  if (known.size >= MAX_PATCHES) known.clear();
  known.set(key, code);
  return code;
}
