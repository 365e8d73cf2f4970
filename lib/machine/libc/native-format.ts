// printf into memory: the natives over which stdio's printf is built.
//
// Source: ISO C17 7.21.6; glibc 2.36.

import { strerror } from '../../abi/errno.ts';
import type { NativeApi, NativeFn, VarArgs } from '../../vm/native.ts';
import { formatText } from './format.ts';
import { bytesOf, newString, setErrno } from './native-helpers.ts';
import { encodePoint, isUtf8 } from './utf8.ts';

/** Formats with the arguments of this call; undefined for a format that printf refuses. */
function format(cpu: NativeApi, formatIndex: number, args: VarArgs): string | undefined {
  return formatText(cpu.readText(cpu.ptr(formatIndex)), args, {
    readText: (addr, max) => cpu.readText(addr, max),
    writeBytes: (addr, bytes) => cpu.writeBytes(addr, bytes),
    errnoText: () => {
      const addr = cpu.symbol('errno');
      return strerror(addr === undefined ? 0 : cpu.readI32(addr));
    },
    readWide: (addr) => cpu.readI32(addr),
    encode: (code) => encodePoint(code, isUtf8(cpu)),
    fail: (errno) => setErrno(cpu, errno),
    fault: (message) => cpu.fault(message),
  });
}

/** Stores text and a NUL, cut off to `size` bytes in all; returns what printf returns. */
function storeText(cpu: NativeApi, to: number, size: number, text: string | undefined): void {
  if (text === undefined) {
    cpu.retInt(-1);
    return;
  }
  if (size > 0) cpu.writeBytes(to, bytesOf(`${text.slice(0, size - 1)}\0`));
  cpu.retInt(text.length);
}

function storeNew(cpu: NativeApi, text: string | undefined): void {
  const addr = text === undefined ? 0 : newString(cpu, text);
  if (addr === 0 || text === undefined) {
    cpu.retInt(-1);
    return;
  }
  cpu.writePtr(cpu.ptr(0), addr);
  cpu.retInt(text.length);
}

/** As in glibc, what snprintf is given is empty before anything is read: also an argument that lies there. */
function emptied(cpu: NativeApi): void {
  if (cpu.size(1) > 0) cpu.writeBytes(cpu.ptr(0), new Uint8Array(1));
}

/** What sprintf may write: as much as there is. */
const NO_LIMIT = 2 ** 31;

export const FORMAT_NATIVES: Record<string, NativeFn> = {
  sprintf: (cpu) => storeText(cpu, cpu.ptr(0), NO_LIMIT, format(cpu, 1, cpu.variadic(2))),
  snprintf: (cpu) => {
    emptied(cpu);
    storeText(cpu, cpu.ptr(0), cpu.size(1), format(cpu, 2, cpu.variadic(3)));
  },
  vsprintf: (cpu) => storeText(cpu, cpu.ptr(0), NO_LIMIT, format(cpu, 1, cpu.vaList(2))),
  vsnprintf: (cpu) => {
    emptied(cpu);
    storeText(cpu, cpu.ptr(0), cpu.size(1), format(cpu, 2, cpu.vaList(3)));
  },
  asprintf: (cpu) => storeNew(cpu, format(cpu, 1, cpu.variadic(2))),
  vasprintf: (cpu) => storeNew(cpu, format(cpu, 1, cpu.vaList(2))),
};
