// What the natives of the C library share.

import type { NativeApi } from '../../vm/native.ts';

/** Sets errno, if the program can see it. */
export function setErrno(cpu: NativeApi, number: number): void {
  const addr = cpu.symbol('errno');
  if (addr !== undefined) cpu.writeI32(addr, number);
}

/** Makes bytes of Latin-1 text. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Makes Latin-1 text of bytes. */
export function textOf(bytes: Uint8Array): string {
  let text = '';
  // Chunks, because a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

/** Puts text and its NUL into new memory; 0 where there is none left. */
export function newString(cpu: NativeApi, text: string): number {
  const addr = cpu.malloc(text.length + 1);
  if (addr !== 0) cpu.writeBytes(addr, bytesOf(`${text}\0`));
  return addr;
}
