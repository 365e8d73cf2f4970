// A processor for natives alone: some memory, arguments, a result.

import type { NativeApi, NativeFn, VarArgs } from '../../../lib/vm/native.ts';

export interface Cpu extends NativeApi {
  memory: Uint8Array;
  result: number | bigint;
  errno: number;
}

const ERRNO = 16;

/** Makes a processor whose call has these arguments. Strings are put into memory first. */
export function cpuWith(...given: (number | bigint | string)[]): Cpu {
  const memory = new Uint8Array(4096);
  const view = new DataView(memory.buffer);
  let free = 2048;
  const place = (text: string) => {
    const addr = free;
    for (let i = 0; i < text.length; i++) memory[addr + i] = text.charCodeAt(i);
    free += text.length + 1;
    return addr;
  };
  const args = given.map((arg) => (typeof arg === 'string' ? place(arg) : arg));
  const check = (addr: number, length: number) => {
    if (addr < 16 || addr + length > memory.length) throw new Error(`bad address ${addr}`);
  };
  const fault = (message: string): never => {
    throw new Error(message);
  };
  const cpu: Cpu = {
    name: 'test',
    memory,
    result: 0,
    get errno() {
      return view.getInt32(ERRNO, true);
    },
    int: (i) => Number(BigInt.asIntN(32, BigInt(args[i]))),
    uint: (i) => Number(BigInt.asUintN(32, BigInt(args[i]))),
    long: (i) => Number(args[i]),
    size: (i) => Number(args[i]),
    bigint: (i) => BigInt(args[i]),
    ptr: (i) => Number(args[i]),
    double: (i) => Number(args[i]),
    variadic: () => fault('no variadic arguments here') as VarArgs,
    vaList: () => fault('no va_list here') as VarArgs,
    readBytes: (addr, length) => {
      check(addr, length);
      return memory.slice(addr, addr + length);
    },
    readCString: (addr, max = memory.length) => {
      check(addr, 1);
      let end = addr;
      while (end - addr < max && memory[end] !== 0) end++;
      return memory.slice(addr, end);
    },
    readText: (addr, max) => String.fromCharCode(...cpu.readCString(addr, max)),
    writeBytes: (addr, bytes) => {
      check(addr, bytes.length);
      memory.set(bytes, addr);
    },
    writeCString: (addr, text) => {
      cpu.writeBytes(
        addr,
        Uint8Array.from(`${text}\0`, (char) => char.charCodeAt(0)),
      );
    },
    readU8: (addr) => cpu.readBytes(addr, 1)[0],
    writeU8: (addr, value) => cpu.writeBytes(addr, Uint8Array.of(value)),
    readI32: (addr) => view.getInt32(addr, true),
    writeI32: (addr, value) => view.setInt32(addr, value, true),
    readPtr: (addr) => Number(view.getBigUint64(addr, true)),
    writePtr: (addr, value) => view.setBigUint64(addr, BigInt(value), true),
    readBig: (addr) => view.getBigInt64(addr, true),
    writeBig: (addr, value) => view.setBigInt64(addr, value, true),
    writeDouble: (addr, value) => view.setFloat64(addr, value, true),
    copy: (to, from, length) => {
      check(to, length);
      memory.copyWithin(to, from, from + length);
    },
    fill: (addr, value, length) => {
      check(addr, length);
      memory.fill(value, addr, addr + length);
    },
    malloc: (size) => {
      const addr = free;
      free += size;
      return addr;
    },
    free: () => {},
    blockSize: () => undefined,
    threadPointer: () => 0,
    threadBlock: () => undefined,
    saveContext: () => {},
    restoreContext: () => {},
    symbol: (name) => (name === 'errno' ? ERRNO : undefined),
    isFirstThread: () => true,
    retInt: (value) => {
      cpu.result = value | 0;
    },
    retLong: (value) => {
      cpu.result = BigInt.asIntN(64, BigInt(value));
    },
    retPtr: (addr) => {
      cpu.result = addr;
    },
    retDouble: (value) => {
      cpu.result = value;
    },
    call: () => fault('no call is going on here'),
    fault,
  };
  return cpu;
}

/** Calls a native and returns the processor it ran on. */
export function call(native: NativeFn, ...args: (number | bigint | string)[]): Cpu {
  const cpu = cpuWith(...args);
  native(cpu);
  return cpu;
}
