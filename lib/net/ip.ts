// IPv4 addresses as unsigned 32-bit numbers in host order, and which of them are special.
//
// One idea: an address is a number everywhere inside and a dotted quad only where people read it.
//
// Source: RFC 791; RFC 1122 section 3.2.1.3; Linux include/linux/in.h.

import type { Endpoint } from '../sim/trace.ts';

/** 0.0.0.0: every address of this host when bound, this host itself when connected to. */
export const ANY = 0;
export const LOOPBACK = 0x7f000001;
export const BROADCAST = 0xffffffff;

/** Writes an address as `127.0.0.1`. */
export function formatAddr(addr: number): string {
  return [24, 16, 8, 0].map((shift) => (addr >>> shift) & 0xff).join('.');
}

/** Reads a dotted quad; undefined when the text is not one. */
export function parseAddr(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((addr, byte) => addr * 256 + byte, 0);
}

/** Writes an end of a connection as `127.0.0.1:8080`. */
export function formatEndpoint(end: Endpoint): string {
  return `${formatAddr(end.addr)}:${end.port}`;
}

/** Tells whether an address is one of 127.0.0.0/8. */
export function isLoopback(addr: number): boolean {
  return addr >>> 24 === 127;
}

/** Tells whether an address is one of 224.0.0.0/4. */
export function isMulticast(addr: number): boolean {
  return addr >>> 28 === 0xe;
}
