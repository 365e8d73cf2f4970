// Values: bytes of a process's memory as text, the way gdb prints them.
//
// Source: gdb 13's `print`, `x` and `info locals`; compared with a recorded session in the tests.
// Departs: addresses are those of this machine.

import { CODE_BASE, type Image, NULL_PAGE_BYTES } from '../cc/image.ts';
import { type Bits, type CType, type FloatKind, isUnsigned, sizeOf } from '../cc/types.ts';
import type { VmState } from '../vm/state.ts';

/** How a value is written: as its type suggests, or as the letter of `print/x` asks. */
export type Format = 'natural' | 'x' | 'd' | 'u' | 'o' | 't' | 'c' | 'a' | 'f' | 's' | 'z';

/** gdb's `print elements` and `print repeats`. */
export interface Limits {
  elements: number;
  repeats: number;
}

export const USUAL_LIMITS: Limits = { elements: 200, repeats: 10 };

/** Writes the object at `addr` as gdb does; `from` holds it where it does not lie in memory. */
export function formatValue(
  s: VmState,
  image: Image,
  type: CType,
  addr: number,
  format: Format = 'natural',
  from: Uint8Array = s.space.memory,
  limits = USUAL_LIMITS,
): string {
  if (addr < 0 || addr + sizeOf(type) > from.length) {
    return `<error: Cannot access memory at address 0x${(addr >>> 0).toString(16)}>`;
  }
  switch (type.kind) {
    case 'record': {
      const fields = (type.record.fields ?? []).map((f) => {
        const value = f.bits
          ? formatScalar(s, image, f.type, readField(from, addr + f.offset, f.type, f.bits), format)
          : formatValue(s, image, f.type, addr + f.offset, format, from, limits);
        return f.name === undefined ? value : `${f.name} = ${value}`;
      });
      return `{${fields.join(', ')}}`;
    }
    case 'array':
      if ((format === 'natural' || format === 's') && isCharacter(type.of)) {
        return formatChars(from.subarray(addr, addr + sizeOf(type)), limits);
      }
      return formatArray(s, image, type, addr, format, from, limits);
    default:
      return formatScalar(s, image, type, readBits(from, addr, sizeOf(type)), format, limits);
  }
}

/** Writes the value of a register whose low bits are the value. */
export function formatScalar(
  s: VmState,
  image: Image,
  type: CType,
  bits: bigint,
  format: Format = 'natural',
  limits = USUAL_LIMITS,
): string {
  const size = sizeOf(type) * 8;
  const asked = format === 'natural' ? undefined : formatAs(image, type, bits, format);
  if (asked !== undefined) return asked;
  switch (type.kind) {
    case 'float':
      return formatFloat(bits, type.float);
    case 'pointer':
      return formatPointer(s, image, type, Number(BigInt.asUintN(64, bits)), limits);
    case 'int': {
      const value = isUnsigned(type) ? BigInt.asUintN(size, bits) : BigInt.asIntN(size, bits);
      if (type.int === 'bool') return value === 0n ? 'false' : 'true';
      if (size === 8) return `${value} ${quoteChar(Number(value) & 255)}`;
      const named = type.enumTag?.names.find((n) => n.value === value);
      return named ? named.name : String(value);
    }
    default:
      return '<no value>';
  }
}

/** Writes a scalar as a letter asks; undefined where the letter leaves it to the type. */
function formatAs(
  image: Image,
  type: CType,
  bits: bigint,
  format: Exclude<Format, 'natural'>,
): string | undefined {
  const size = sizeOf(type) * 8;
  const raw = BigInt.asUintN(size, bits);
  switch (format) {
    case 'x':
      return `0x${raw.toString(16)}`;
    case 'z':
      return `0x${raw.toString(16).padStart(size / 4, '0')}`;
    case 'o':
      return raw === 0n ? '0' : `0${raw.toString(8)}`;
    case 't':
      return raw.toString(2);
    case 'd':
      return String(BigInt.asIntN(size, bits));
    case 'u':
      return String(raw);
    case 'c': {
      const value = isUnsigned(type) ? BigInt.asUintN(8, bits) : BigInt.asIntN(8, bits);
      return `${value} ${quoteChar(Number(BigInt.asUintN(8, bits)))}`;
    }
    case 'a':
      return `0x${raw.toString(16)}${symbolAt(image, Number(raw))}`;
    case 'f':
      if (type.kind === 'float') return undefined;
      return size === 64
        ? formatFloat(raw, 'double')
        : size === 32
          ? formatFloat(raw, 'float')
          : undefined;
    case 's':
      return undefined;
  }
}

/** Where code lies for whoever prints an address of an instruction: behind the addresses of functions. */
export const TEXT_BASE = CODE_BASE + 0x100000;

/** What lies at an address: a function or a global of the program, how far on, and of which kind. */
export function symbolNear(
  image: Image,
  addr: number,
): { name: string; offset: number; section: string } | undefined {
  if (addr >= CODE_BASE) {
    const pc = addr - TEXT_BASE;
    const index = Math.floor((addr - CODE_BASE) / 16);
    const fn =
      pc < 0 ? image.functions[index] : image.functions.find((f) => pc >= f.pc && pc < f.endPc);
    const start = pc < 0 ? CODE_BASE + 16 * index : TEXT_BASE + (fn?.pc ?? 0);
    return fn && { name: fn.name, offset: addr - start, section: '.text' };
  }
  const global = image.globals.find(
    (v) => addr >= v.at && addr < v.at + Math.max(1, sizeOf(v.type)),
  );
  if (!global) return undefined;
  const set = image.data.subarray(global.at - NULL_PAGE_BYTES).subarray(0, sizeOf(global.type));
  const constant = global.at < NULL_PAGE_BYTES + image.constBytes;
  const section = constant ? '.rodata' : set.some((byte) => byte !== 0) ? '.data' : '.bss';
  return { name: global.name, offset: addr - global.at, section };
}

/** ` <name>` or ` <name+4>` where an address belongs to a function or a global of the program. */
export function symbolAt(image: Image, addr: number): string {
  const found = symbolNear(image, addr);
  if (!found) return '';
  return found.offset === 0 ? ` <${found.name}>` : ` <${found.name}+${found.offset}>`;
}

function readBits(from: Uint8Array, addr: number, size: number): bigint {
  let bits = 0n;
  for (let i = size - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(from[addr + i]);
  return bits;
}

/** The value of a bit-field, extended by its sign. */
function readField(from: Uint8Array, addr: number, type: CType, { shift, width }: Bits): bigint {
  const bits = readBits(from, addr, Math.ceil((shift + width) / 8)) >> BigInt(shift);
  return isUnsigned(type) ? BigInt.asUintN(width, bits) : BigInt.asIntN(width, bits);
}

const cell = new DataView(new ArrayBuffer(8));

function formatFloat(bits: bigint, kind: FloatKind): string {
  cell.setBigUint64(0, BigInt.asUintN(64, bits));
  if (kind !== 'float') return floatText(cell.getFloat64(0), 17);
  cell.setUint32(0, Number(BigInt.asUintN(32, bits)));
  return floatText(cell.getFloat32(0), 9);
}

/** gdb prints as %.17g (or %.9g): the digits that tell the number from its neighbours. */
function floatText(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan(0x8000000000000)';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < digits) {
    const text = value.toPrecision(digits);
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }
  const [mantissa, e] = value.toExponential(digits - 1).split('e');
  const sign = e.startsWith('-') ? '-' : '+';
  return `${mantissa.replace(/\.?0+$/, '')}e${sign}${e.replace(/^[+-]/, '').padStart(2, '0')}`;
}

function formatPointer(
  s: VmState,
  image: Image,
  type: CType & { kind: 'pointer' },
  addr: number,
  limits: Limits,
): string {
  const hex = `0x${addr.toString(16)}${symbolAt(image, addr)}`;
  const text = isCharacter(type.to) ? stringAt(s, addr, limits) : undefined;
  return text === undefined ? hex : `${hex} ${text}`;
}

/** The C string at an address, or undefined where there is none to read. */
function stringAt(s: VmState, addr: number, limits: Limits): string | undefined {
  if (!(addr > 0) || addr >= s.space.memory.length || !(s.space.shadow[addr] & 1)) return undefined;
  let end = addr;
  while (end < s.space.memory.length && s.space.shadow[end] & 1 && s.space.memory[end] !== 0) {
    if (end - addr >= limits.elements) break;
    end++;
  }
  const cut = s.space.memory[end] !== 0;
  return runs(s.space.memory.subarray(addr, end), limits) + (cut ? '...' : '');
}

function isCharacter(type: CType): boolean {
  return type.kind === 'int' && sizeOf(type) === 1 && type.int !== 'bool';
}

/** An array of characters; the NUL that ends it is not shown. */
function formatChars(bytes: Uint8Array, limits: Limits): string {
  const last = bytes.length - 1;
  return runs(bytes[last] === 0 ? bytes.subarray(0, last) : bytes, limits);
}

/**
 * Characters in quotes, long runs of one as `'x' <repeats 20 times>`.
 *
 * A run is shown whole even where it passes the limit; what is left out becomes `...`.
 */
function runs(bytes: Uint8Array, { elements, repeats }: Limits): string {
  const parts: string[] = [];
  let quoted = '';
  const flush = (): void => {
    if (quoted) parts.push(`"${quoted}"`);
    quoted = '';
  };
  let i = 0;
  while (i < bytes.length && i < elements) {
    let n = 1;
    while (i + n < bytes.length && bytes[i + n] === bytes[i]) n++;
    // Of characters it takes one more than of other elements, as in gdb.
    if (n > repeats) {
      flush();
      parts.push(`${quoteChar(bytes[i])} <repeats ${n} times>`);
      i += n;
    } else quoted += escapeByte(bytes[i++], '"');
  }
  flush();
  return (parts.join(', ') || '""') + (i < bytes.length ? '...' : '');
}

const NAMED: Record<number, string> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  27: '\\033',
  92: '\\\\',
};

function escapeByte(byte: number, quote: string): string {
  if (NAMED[byte]) return NAMED[byte];
  const char = String.fromCharCode(byte);
  if (char === quote) return `\\${quote}`;
  if (byte >= 32 && byte < 127) return char;
  return `\\${byte.toString(8).padStart(3, '0')}`;
}

function quoteChar(byte: number): string {
  return `'${escapeByte(byte, "'")}'`;
}

function formatArray(
  s: VmState,
  image: Image,
  type: CType & { kind: 'array' },
  addr: number,
  format: Format,
  from: Uint8Array,
  limits: Limits,
): string {
  const size = sizeOf(type.of);
  const items: string[] = [];
  const length = type.length ?? 0;
  let i = 0;
  // A repetition counts as much as the threshold, as in gdb.
  for (let shown = 0; i < length && shown < limits.elements; ) {
    const text = formatValue(s, image, type.of, addr + i * size, format, from, limits);
    let n = 1;
    while (
      i + n < length &&
      formatValue(s, image, type.of, addr + (i + n) * size, format, from, limits) === text
    ) {
      n++;
    }
    if (n >= limits.repeats) {
      items.push(`${text} <repeats ${n} times>`);
      shown += limits.repeats;
      i += n;
    } else {
      items.push(text);
      shown++;
      i++;
    }
  }
  return `{${items.join(', ')}${i < length ? '...' : ''}}`;
}
