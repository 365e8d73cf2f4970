// What one instruction of a processor does at once, for locks: natives are never interrupted.
//
// Source: C17 7.17.7 atomic_compare_exchange, atomic_exchange.

import type { NativeFn } from '../../vm/native.ts';

export const THREAD_NATIVES: Record<string, NativeFn> = {
  /** Puts `new` where `old` is; says what was there. */
  __cas: (cpu) => {
    const was = cpu.readI32(cpu.ptr(0));
    if (was === cpu.int(1)) cpu.writeI32(cpu.ptr(0), cpu.int(2));
    cpu.retInt(was);
  },
  __swap: (cpu) => {
    const was = cpu.readI32(cpu.ptr(0));
    cpu.writeI32(cpu.ptr(0), cpu.int(1));
    cpu.retInt(was);
  },
  __add: (cpu) => {
    const was = cpu.readI32(cpu.ptr(0));
    cpu.writeI32(cpu.ptr(0), (was + cpu.int(1)) | 0);
    cpu.retInt(was);
  },
  __aligned: (cpu) => {
    const align = cpu.size(0);
    const good = align > 0 && align <= 1 << 20 && (align & (align - 1)) === 0;
    cpu.retPtr(good ? cpu.malloc(cpu.size(1), Math.max(16, align)) : 0);
  },
  /** As many bytes as were asked for; glibc rounds up, and lets them be used. */
  malloc_usable_size: (cpu) => cpu.retLong(cpu.ptr(0) === 0 ? 0 : (cpu.blockSize(cpu.ptr(0)) ?? 0)),
  /** The arguments of syscall(): an int has filled half of its place, and its sign fills the rest. */
  __take: (cpu) => {
    const args = cpu.vaList(0);
    for (let i = 0; i < 6 && args.more(); i++) cpu.writeBig(cpu.ptr(1) + 8 * i, args.nextWord());
  },
  setjmp: (cpu) => {
    cpu.saveContext(cpu.ptr(0));
    cpu.retInt(0);
  },
  _setjmp: (cpu) => {
    cpu.saveContext(cpu.ptr(0));
    cpu.retInt(0);
  },
  longjmp: (cpu) => cpu.restoreContext(cpu.ptr(0), cpu.int(1) || 1),
  __is_first: (cpu) => cpu.retInt(cpu.isFirstThread() ? 1 : 0),
  /** Tells threads apart: where the calling one's own variables begin. */
  __self: (cpu) => cpu.retPtr(cpu.threadPointer()),
};
