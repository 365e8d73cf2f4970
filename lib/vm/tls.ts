// Thread-local storage: what the C library needs to give a new thread variables of its own.
//
// The thread pointer of a thread is the address of its block; the first thread's is in the data.

import type { NativeTable } from './native.ts';

export const TLS_NATIVES: NativeTable = {
  /** `unsigned long __tls_size(void)`: bytes that a thread's block has. */
  __tls_size: (cpu) => cpu.retLong(cpu.threadBlock()?.bytes.length ?? 0),
  /** `void __tls_init(void *block)`: fills a block as every thread finds it. */
  __tls_init: (cpu) => {
    const template = cpu.threadBlock();
    if (template) cpu.writeBytes(cpu.ptr(0), template.bytes);
  },
};
