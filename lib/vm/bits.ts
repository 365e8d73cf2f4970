// Bits: the compiler's builtin functions that the machine computes.
//
// Source: the GNU C manual, "Bit Operation Builtins", "Integer Overflow Builtins".

import { BIT_BUILTINS, bitBuiltin, EXACT } from '../cc/bits.ts';
import { VmFault } from './fault.ts';
import type { NativeFn, NativeTable } from './native.ts';

function bitNative(name: string): NativeFn {
  const { bits, swaps, apply } = bitBuiltin(name)!;
  return (cpu) => {
    const result = apply(BigInt.asUintN(bits, cpu.bigint(0)));
    if (swaps && bits === 64) cpu.retLong(result);
    else cpu.retInt(Number(result));
  };
}

/** Natives by name; arguments of `__builtin_overflow`: see checkOverflow in cc/check-builtin.ts. */
export const BIT_NATIVES: NativeTable = {
  ...Object.fromEntries(BIT_BUILTINS.map((name) => [name, bitNative(name)])),
  __builtin_overflow: (cpu) => {
    const flags = cpu.int(0);
    const value = (i: number, unsigned: boolean): bigint =>
      unsigned ? BigInt.asUintN(64, cpu.bigint(i)) : cpu.bigint(i);
    const exact = EXACT[flags & 3](value(1, (flags & 4) !== 0), value(2, (flags & 8) !== 0));
    const bytes = flags >> 5;
    const kept = flags & 16 ? BigInt.asUintN(bytes * 8, exact) : BigInt.asIntN(bytes * 8, exact);
    const stored = new Uint8Array(bytes);
    for (let i = 0; i < bytes; i++) stored[i] = Number((kept >> BigInt(8 * i)) & 255n);
    cpu.writeBytes(cpu.ptr(3), stored);
    cpu.retInt(kept === exact ? 0 : 1);
  },
  __builtin_unreachable: () => {
    throw new VmFault('SIGILL', 'comes to a place that __builtin_unreachable() calls unreachable');
  },
  __builtin_trap: () => {
    throw new VmFault('SIGILL', 'comes to __builtin_trap()');
  },
};
