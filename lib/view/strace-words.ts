// strace's words: addresses, strings and names, as every argument is made of them.
//
// Source: strace 6.1's output on Linux 6.18.

import { nameOf } from '../abi/flags.ts';
import type { Group } from '../abi/groups.ts';

/** Writes an address. */
export function pointer(value: number): string {
  return value === 0 ? 'NULL' : `0x${(value >>> 0).toString(16)}`;
}

/** Writes bytes as a C string literal, as strace does: octal for what does not print. */
export function quote(bytes: Uint8Array, limit: number, total = bytes.length): string {
  const escapes: Record<number, string> = { 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
  let text = '';
  const shown = bytes.subarray(0, limit);
  shown.forEach((byte, i) => {
    if (byte === 34 || byte === 92) text += `\\${String.fromCharCode(byte)}`;
    else if (byte >= 32 && byte < 127) text += String.fromCharCode(byte);
    else if (escapes[byte]) text += escapes[byte];
    else {
      const after = shown[i + 1];
      const digits = after >= 48 && after <= 57 ? 3 : 1;
      text += `\\${byte.toString(8).padStart(digits, '0')}`;
    }
  });
  return `"${text}"${total > limit ? '...' : ''}`;
}

/** Writes a value by its name in a group, or in hex. */
export function named(group: Group, value: number, comment = ''): string {
  return nameOf(group, value) ?? `0x${(value >>> 0).toString(16)}${comment}`;
}

/** Reads a signed number of up to eight bytes. */
export function littleEndian(bytes: Uint8Array, at: number, size: number): number {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] ?? 0);
  return Number(BigInt.asIntN(8 * size, value));
}
