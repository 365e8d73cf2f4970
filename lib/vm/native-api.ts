// NativeApi: how a native sees the process that called it. See native.ts for the contract.

import { IS_FLOAT, IS_MEMORY, IS_NO_FLOAT, passedAs } from '../cc/argument-class.ts';
import { WIDTH } from '../cc/bytecode.ts';
import type { Image } from '../cc/image.ts';
import { CONTEXT_BYTES, contextOf, goBack, LEAVE } from './context.ts';
import { accessFault, checkLimits, unsetFault, usedUnset, VmFault } from './fault.ts';
import { allocate, release, type Site } from './heap.ts';
import { put, toNumber } from './int64.ts';
import { type Linked, OWNER } from './linked.ts';
import { checkRange, checkWrite, copyBytes } from './memory.ts';
import type { NativeApi, VarArgs } from './native.ts';
import { CALL_WORDS, type VmState } from './state.ts';

/** The call that is going on; the api's functions look here. */
export interface NativeCall {
  s: VmState;
  linked: Linked;
  image: Image;
  name: string;
  /** Index of the first argument's register. */
  window: number;
  count: number;
  /** The native has moved the program elsewhere: pc, frame and sp are no longer the caller's. */
  jumped: boolean;
  /** Called by compiled code, which cannot go elsewhere from inside a call. */
  nested: boolean;
  /** The last place that asked for memory or gave it back. */
  site?: Site;
}

const cell = new DataView(new ArrayBuffer(8));

/** Makes the api over a record that changes with every call. */
export function nativeApi(call: NativeCall): NativeApi {
  const at = (i: number): number => call.window + 2 * i;
  const reg = (i: number): number => {
    const { s, image, name } = call;
    if (s.taint.active) argumentSet(s, image, name, i & ~1);
    return s.registers[i];
  };
  const readable = (addr: number, length: number): void => {
    const { s, image, name } = call;
    checkRange(s, image, 'read', addr, length, name);
    const { shadow } = s.space;
    for (let i = addr; i < addr + length; i++) if (!(shadow[i] & 2)) unsetFault(s, image, i, name);
  };
  const writable = (addr: number, length: number): void => {
    checkRange(call.s, call.image, 'write', addr, length, call.name);
    checkWrite(call.s, call.image, addr, length);
  };
  const view = (): DataView => viewOf(call.s);
  const api: NativeApi = {
    get name() {
      return call.name;
    },
    int: (i) => reg(at(i)),
    uint: (i) => reg(at(i)) >>> 0,
    long: (i) => toNumber(call.s.registers, at(i)),
    size: (i) => (reg(at(i) + 1) >>> 0) * 4294967296 + (reg(at(i)) >>> 0),
    bigint: (i) => (BigInt(reg(at(i) + 1)) << 32n) | BigInt(reg(at(i)) >>> 0),
    ptr: (i) => reg(at(i)),
    double: (i) => {
      cell.setInt32(0, reg(at(i)), true);
      cell.setInt32(4, reg(at(i) + 1), true);
      return cell.getFloat64(0, true);
    },
    // The compiler passes the address of the variadic arguments behind the declared ones.
    variadic: (declared) => varArgs(call, reg(at(declared)), reg(at(declared) + 1)),
    vaList: (i) => {
      const list = reg(at(i));
      return varArgs(call, api.readPtr(list), api.readI32(list + 4), list);
    },
    readBytes: (addr, length) => {
      readable(addr, length);
      return call.s.space.memory.slice(addr, addr + length);
    },
    readCString: (addr, max = Number.POSITIVE_INFINITY) => readCString(call, addr, max),
    readText: (addr, max) => latin1(api.readCString(addr, max)),
    writeBytes: (addr, bytes) => {
      if (bytes.length === 0) return;
      writable(addr, bytes.length);
      call.s.space.memory.set(bytes, addr);
    },
    writeCString: (addr, text) => {
      api.writeBytes(
        addr,
        Uint8Array.from(`${text}\0`, (c) => c.charCodeAt(0)),
      );
    },
    readU8: (addr) => {
      readable(addr, 1);
      return call.s.space.memory[addr];
    },
    writeU8: (addr, value) => {
      writable(addr, 1);
      call.s.space.memory[addr] = value;
    },
    readI32: (addr) => {
      readable(addr, 4);
      return view().getInt32(addr, true);
    },
    writeI32: (addr, value) => {
      writable(addr, 4);
      view().setInt32(addr, value, true);
    },
    readPtr: (addr) => {
      readable(addr, 8);
      return view().getInt32(addr, true);
    },
    writePtr: (addr, value) => api.writeBig(addr, BigInt(value)),
    readBig: (addr) => {
      readable(addr, 8);
      return view().getBigInt64(addr, true);
    },
    writeBig: (addr, value) => {
      writable(addr, 8);
      view().setBigInt64(addr, value, true);
    },
    writeDouble: (addr, value) => {
      writable(addr, 8);
      view().setFloat64(addr, value, true);
    },
    copy: (to, from, length) => copyBytes(call.s, call.image, to, from, length, call.name),
    fill: (addr, value, length) => {
      if (length === 0) return;
      writable(addr, length);
      call.s.space.memory.fill(value, addr, addr + length);
    },
    malloc: (size, align) => allocate(call.s, size, call.name, siteOf(call), align),
    free: (addr) => release(call.s, call.image, addr, call.name, siteOf(call)),
    blockSize: (addr) => {
      const block = call.s.space.heap.blocks.get(addr);
      return block?.used ? block.size : undefined;
    },
    isFirstThread: () => {
      const { calls } = call.s.stacks?.aside.get(0) ?? call.s;
      return call.image.functions[calls[3]].pc === call.image.entryPc;
    },
    threadPointer: () => call.s.tp,
    saveContext: (addr) => {
      api.writeBytes(addr, new Uint8Array(contextOf(call.s, call.window).buffer));
    },
    restoreContext: (addr, value) => {
      if (call.nested) throw LEAVE;
      const words = new Int32Array(api.readBytes(addr, CONTEXT_BYTES).buffer);
      goBack(call.s, call.image, call.name, words, value);
      call.jumped = true;
    },
    call: () => call,
    symbol: (name) => {
      const { symbols, tls } = call.image;
      return tls && Object.hasOwn(tls.symbols, name)
        ? call.s.tp + tls.symbols[name]
        : symbols[name];
    },
    threadBlock: () => call.image.tls,
    retInt: (value) => {
      call.s.registers[at(0)] = value;
    },
    retLong: (value) => {
      if (typeof value === 'number') put(call.s.registers, at(0), value);
      else {
        call.s.registers[at(0)] = Number(BigInt.asIntN(32, value));
        call.s.registers[at(0) + 1] = Number(BigInt.asIntN(32, value >> 32n));
      }
    },
    retPtr: (addr) => put(call.s.registers, at(0), addr),
    retDouble: (value) => {
      cell.setFloat64(0, value, true);
      call.s.registers[at(0)] = cell.getInt32(0, true);
      call.s.registers[at(0) + 1] = cell.getInt32(4, true);
    },
    fault: (message) => {
      throw new VmFault('SIGSEGV', `${call.name}: ${message}`);
    },
  };
  return api;
}

/** The program's own calls that are kept with a block. */
const SITE_CALLS = 4;

/** Where the program stands; a loop asks from one place, and its blocks share one record of that. */
function siteOf(call: NativeCall): Site {
  const { s, linked, name, site } = call;
  const { calls } = s;
  const { owners, image } = linked;
  let by = name;
  let known = site?.pcs;
  let pcs = known ?? [];
  let n = 0;
  let { pc } = s;
  let inLibrary = true;
  for (let d = s.depth - 1; d >= 0 && n < SITE_CALLS; d--) {
    const at = d * CALL_WORDS;
    const fn = calls[at + 3];
    const owner = owners[fn];
    if (owner !== OWNER.library) inLibrary = false;
    else if (inLibrary) by = image.functions[fn].name;
    if (owner === OWNER.program) {
      if (known && known[n] !== pc) {
        pcs = known.slice(0, n);
        known = undefined;
      }
      if (!known) pcs.push(pc);
      n++;
    }
    pc = calls[at] - WIDTH;
  }
  if (site && known?.length === n && site.by === by) return site;
  call.site = { by, pcs: pcs.slice(0, n) };
  return call.site;
}

/** A native that looks at an argument must find a value there. */
function argumentSet(s: VmState, image: Image, name: string, register: number): void {
  const mark = s.taint.marks.get(register);
  if (mark) usedUnset(s, image, mark.from, `${name}() looks at it`);
}

function viewOf({ space }: VmState): DataView {
  const { buffer, byteOffset, length } = space.memory;
  return new DataView(buffer, byteOffset, length);
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) {
    text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  }
  return text;
}

function readCString({ s, image, name }: NativeCall, addr: number, max: number): Uint8Array {
  let end = addr;
  for (; end - addr < max; end++) {
    const mark = s.space.shadow[end];
    if (mark === undefined || addr < 0 || !(mark & 1)) {
      if (end > addr) missingNul(s, image, name, addr, end);
      accessFault(s, image, 'read', end, 1, name);
    }
    if (!(mark & 2)) unsetFault(s, image, end, name);
    if (s.space.memory[end] === 0) break;
  }
  if (s.limits.length > 0) checkLimits(s, image, 'read', addr, Math.min(end - addr + 1, max), name);
  return s.space.memory.slice(addr, end);
}

/** Ran off the end of an array: the string in it has no NUL. */
function missingNul(s: VmState, image: Image, name: string, addr: number, end: number): never {
  try {
    accessFault(s, image, 'read', end, 1, name);
  } catch (e) {
    if (!(e instanceof VmFault)) throw e;
    const why = `the ${end - addr} bytes of this string have no '\\0' behind them`;
    throw new VmFault('SIGSEGV', () => `${e.message()}; ${why}`);
  }
}

/** Walks 8-byte slots, and moves a `va_list` along; a call without variadic arguments passes address 0. */
function varArgs(call: NativeCall, start: number, known: number, list = 0): VarArgs {
  let next = start;
  let classes = known;
  const take = (bytes: 4 | 8, wanted: string, as = IS_NO_FLOAT): DataView => {
    const { s, image, name } = call;
    // Behind the arguments that one word of classes tells of lies the next word.
    if (classes === 0 && next !== 0 && s.space.shadow[next] & 1) {
      classes = viewOf(s).getUint32(next, true);
      next += 8;
    }
    if (next === 0 || !(s.space.shadow[next] & 1)) {
      throw new VmFault('SIGSEGV', `${name}: the format asks for more arguments than were passed`);
    }
    if (!(s.space.shadow[next] & 2)) unsetFault(s, image, next, name);
    const short = bytes === 8 && !(s.space.shadow[next + 4] & 2);
    const is = classes & 3;
    if (short || (as !== 0 && is !== as)) {
      const passed = short ? 'an argument of 4 bytes (an int)' : passedAs(is);
      const but = `but the call passes ${passed}`;
      throw new VmFault('SIGSEGV', `${name}: the format asks for ${wanted}, ${but}`);
    }
    const view = new DataView(s.space.memory.buffer, s.space.memory.byteOffset + next, 8);
    next += 8;
    classes >>>= 2;
    if (list !== 0) {
      const all = viewOf(s);
      all.setInt32(list, next, true);
      all.setInt32(list + 4, classes, true);
    }
    return view;
  };
  return {
    nextInt: () => take(4, 'an int').getInt32(0, true),
    nextUint: () => take(4, 'an int').getUint32(0, true),
    nextLong: () => take(8, 'a long').getBigInt64(0, true),
    nextUlong: () => take(8, 'a long').getBigUint64(0, true),
    nextDouble: () => take(8, 'a double', IS_FLOAT).getFloat64(0, true),
    nextLongDouble: () => take(8, 'a long double', IS_MEMORY).getFloat64(0, true),
    nextPtr: () => take(8, 'a pointer').getInt32(0, true),
    nextWord: () => {
      // An int leaves the upper half of its place unset.
      const whole = (call.s.space.shadow[next + 4] & 2) !== 0;
      const word = take(whole ? 8 : 4, 'an int', 0);
      return whole ? word.getBigInt64(0, true) : BigInt(word.getInt32(0, true));
    },
    more: () => next !== 0 && (call.s.space.shadow[next] & 1) !== 0,
  };
}
