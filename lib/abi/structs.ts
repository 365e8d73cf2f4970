// The structs that cross the border between a program and the kernel: reading and writing them.
//
// One idea: a layout is data (layouts.ts). The C headers print their struct declarations from it, the
// kernel reads and writes user memory by it, and the debugger shows fields with it.

import { AF_INET } from './constants.ts';
import type { Layout } from './layout.ts';
import { SOCKADDR_IN } from './layouts.ts';

export type { Field, Layout } from './layout.ts';
export * from './layouts.ts';

/** Finds the offset of a field; throws on a name that the layout does not have. */
export function offsetOf(struct: Layout, field: string): number {
  const found = struct.fields.find(({ name }) => name === field);
  if (!found) throw new Error(`struct ${struct.name} has no field ${field}`);
  return found.offset;
}

/** Writes a layout as the C declaration that has exactly these offsets. */
export function structText(struct: Layout): string {
  const lines: string[] = [];
  let end = 0;
  for (const field of struct.fields) {
    const [type, array = ''] = field.ctype.split('%');
    lines.push(`    ${type.trimEnd()} ${field.name}${array};`.replace('* ', '*'));
    end = field.offset + field.size;
  }
  // Trailing bytes that no listed field covers still belong to the struct's size.
  const rest = struct.size - end;
  if (rest >= struct.align) lines.push(`    char __reserved[${rest}];`);
  const attribute = struct.packed ? ' __attribute__((packed))' : '';
  return `struct ${struct.name} {\n${lines.join('\n')}\n}${attribute};\n`;
}

/** An IPv4 socket address; `family` is what the bytes say, address and port are in host order. */
export interface SockaddrIn {
  family: number;
  addr: number;
  port: number;
}

/**
 * Reads a struct sockaddr_in; undefined where there are fewer than its 16 bytes.
 *
 * The family is not judged: bind(2) and connect(2) answer a wrong one with their own errors.
 */
export function readSockaddrIn(bytes: Uint8Array): SockaddrIn | undefined {
  if (bytes.length < SOCKADDR_IN.size) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    family: view.getUint16(0, true),
    port: view.getUint16(2, false),
    addr: view.getUint32(4, false),
  };
}

/** Writes the 16 bytes of a struct sockaddr_in from an address and port in host order. */
export function writeSockaddrIn(addr: number, port: number, family: number = AF_INET): Uint8Array {
  const bytes = new Uint8Array(SOCKADDR_IN.size);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, family, true);
  view.setUint16(2, port, false);
  view.setUint32(4, addr >>> 0, false);
  return bytes;
}

/** Reads one little-endian unsigned field of 1, 2, 4 or 8 bytes (8: exact up to 2^53). */
export function readField(bytes: Uint8Array, struct: Layout, field: string): number {
  const found = struct.fields.find(({ name }) => name === field);
  if (!found) throw new Error(`struct ${struct.name} has no field ${field}`);
  let value = 0;
  for (let i = found.size - 1; i >= 0; i--) value = value * 256 + bytes[found.offset + i];
  return value;
}

/** Writes one little-endian field of 1, 2, 4 or 8 bytes; a negative value as two's complement. */
export function writeField(bytes: Uint8Array, struct: Layout, field: string, value: number): void {
  const found = struct.fields.find(({ name }) => name === field);
  if (!found) throw new Error(`struct ${struct.name} has no field ${field}`);
  const number = BigInt.asUintN(64, BigInt(value));
  for (let i = 0; i < found.size; i++) {
    bytes[found.offset + i] = Number((number >> BigInt(8 * i)) & 0xffn);
  }
}
