// Contexts: what getcontext(3) and its kin do below the C of part-loader.ts.
//
// One idea: a context's words lie in the ucontext_t where a processor's registers would.

import {
  beginStack,
  CONTEXT_WORDS,
  contextWords,
  goTo,
  leaveCompiled,
  linkOf,
} from '../../vm/coroutine.ts';
import type { NativeApi, NativeFn } from '../../vm/native.ts';

/** Of uc_mcontext, behind flags, link and stack. */
const PLACE = 40;

function write(cpu: NativeApi, context: number, words: Int32Array): void {
  cpu.writeBytes(context + PLACE, new Uint8Array(words.buffer));
}

function read(cpu: NativeApi, context: number): Int32Array {
  return new Int32Array(cpu.readBytes(context + PLACE, 4 * CONTEXT_WORDS).buffer);
}

export const CONTEXT_NATIVES: Record<string, NativeFn> = {
  __getcontext: (cpu) => {
    write(cpu, cpu.ptr(0), contextWords(cpu.call()));
    cpu.retInt(0);
  },
  /** The context, its function, the one for the end, how many words it is called with, and these. */
  __makecontext: (cpu) => {
    const context = cpu.ptr(0);
    const args = Array.from({ length: cpu.int(3) }, (_, i) => cpu.readBig(cpu.ptr(4) + 8 * i));
    const [link, low, size] = [8, 16, 32].map((at) => Number(cpu.readBig(context + at)));
    const beginning = { entry: cpu.ptr(1), end: cpu.ptr(2), args, low, size, link };
    write(cpu, context, beginStack(cpu.call(), beginning));
  },
  __setcontext: (cpu) => {
    leaveCompiled(cpu.call());
    goTo(cpu.call(), read(cpu, cpu.ptr(0)));
  },
  /** Saves the first, and goes to the second. */
  __swapcontext: (cpu) => {
    leaveCompiled(cpu.call());
    const words = read(cpu, cpu.ptr(1));
    write(cpu, cpu.ptr(0), contextWords(cpu.call()));
    goTo(cpu.call(), words);
  },
  /** Goes where the function that has returned was to be followed; does nothing where there is no such. */
  __leavecontext: (cpu) => {
    leaveCompiled(cpu.call());
    goTo(cpu.call(), read(cpu, cpu.ptr(0)), true);
  },
  __linkcontext: (cpu) => cpu.retPtr(linkOf(cpu.call())),
};
