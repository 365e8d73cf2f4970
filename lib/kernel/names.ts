// Socket addresses: the bytes that a program passes, and what they mean to a socket.
//
// One idea: a socket's family says how its names are read and written. An IPv6 socket knows IPv4
// peers by mapped addresses, ::ffff:127.0.0.1; inside of the machine they are IPv4.
//
// Source: ip(7), ipv6(7), unix(7); Linux include/uapi/linux/{in,in6,un}.h.

import { AF_INET6, AF_UNIX } from '../abi/constants.ts';
import { SOCKADDR_IN6, writeSockaddrIn } from '../abi/structs.ts';
import { isV6, readV6, v4Bytes, v6Bytes } from '../net/ip.ts';
import type { Endpoint } from '../sim/trace.ts';

/** Shortest sockaddr_in6 that Linux takes: without the scope, as RFC 2133 had it. */
export const IN6_BYTES_MIN = 24;
/** Longest name of an AF_UNIX socket, without its family. */
export const UNIX_NAME_MAX = 108;

/** Reads the family; undefined where there are not even two bytes. */
export function familyOf(bytes: Uint8Array): number | undefined {
  return bytes.length < 2 ? undefined : bytes[0] | (bytes[1] << 8);
}

/** Reads address and port of a struct sockaddr_in or sockaddr_in6 that is long enough. */
export function readEnd(bytes: Uint8Array, family: number): Endpoint {
  const port = (bytes[2] << 8) | bytes[3];
  if (family === AF_INET6) return { addr: readV6(bytes.subarray(8, 24)), port };
  return { addr: bytes.subarray(4, 8).reduce((addr, byte) => addr * 256 + byte, 0), port };
}

/** Tells whether an IPv6 address is of one link alone, and nobody says of which. */
export function lacksScope(bytes: Uint8Array): boolean {
  const scoped = bytes.subarray(24, 28).some((byte) => byte !== 0);
  return bytes[8] === 0xfe && (bytes[9] & 0xc0) === 0x80 && !scoped;
}

/** Writes an end as a socket of this family names it. */
export function endBytes(end: Endpoint, family: number): Uint8Array {
  if (family !== AF_INET6) return writeSockaddrIn(end.addr >>> 0, end.port);
  const bytes = new Uint8Array(SOCKADDR_IN6.size);
  bytes[0] = AF_INET6;
  bytes[2] = end.port >> 8;
  bytes[3] = end.port & 0xff;
  if (isV6(end.addr)) bytes.set(v6Bytes(end.addr), 8);
  else if (end.addr !== 0) {
    bytes.fill(0xff, 18, 20);
    bytes.set(v4Bytes(end.addr), 20);
  }
  return bytes;
}

/** Writes the name of an AF_UNIX socket, which may have none. */
export function unixBytes(name: Uint8Array | undefined): Uint8Array {
  return Uint8Array.of(AF_UNIX, 0, ...(name ?? []));
}
