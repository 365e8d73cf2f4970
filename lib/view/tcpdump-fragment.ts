// What tcpdump says of a piece of a packet, and of ICMP messages that are no errors about ports.
//
// One idea: the first piece has the header of what it is a piece of, which is shown as usual; any other
// has nothing that could be read, and is named by its protocol's number.
//
// Source: tcpdump 4.99 print-ip.c ip_print_demux(), print-frag6.c, print-udp.c udp_print(), print-icmp.c.

import { formatAddr, isV6 } from '../net/ip.ts';
import { ICMP, IPPROTO } from '../net/ip-packet.ts';
import { parseTcp } from '../net/wire.ts';
import type { Segment } from '../sim/trace.ts';

/** Writes a piece; `whole` writes the segment of TCP that a first piece begins, without its ends' addresses. */
export function fragmentText(
  seg: Segment,
  verbose: number,
  whole: (tcp: Segment) => string,
): string {
  const { src, dst, payload, fragment } = seg;
  const { id, offset, protocol } = fragment!;
  const v6 = isV6(src.addr);
  const addrs = `${formatAddr(src.addr)} > ${formatAddr(dst.addr)}: `;
  const named = verbose > 0 ? `0x${id.toString(16).padStart(8, '0')}:` : '';
  const place = v6 ? `${addrs}frag (${named}${offset}|${payload.length})` : addrs;
  if (offset > 0) return v6 ? place : `${addrs}ip-proto-${protocol}`;
  const body = { src: src.addr, dst: dst.addr, protocol, body: payload };
  const ends = v6
    ? `${place} ${src.port} > ${dst.port}: `
    : `${formatAddr(src.addr)}.${src.port} > ${formatAddr(dst.addr)}.${dst.port}: `;
  if (protocol === IPPROTO.UDP) return `${ends}UDP, length ${((payload[4] << 8) | payload[5]) - 8}`;
  if (protocol === IPPROTO.TCP) {
    const read = parseTcp(body);
    return ends + ('seg' in read ? whole(read.seg) : '[|tcp]');
  }
  const word = (at: number) => (payload[at] << 8) | payload[at + 1];
  const said = messageText(v6, payload[0], [word(4), word(6)]);
  return `${v6 ? `${place} ` : addrs}${said}, length ${payload.length}`;
}

/** Writes an ICMP message by its type, with the two numbers that an echo has. */
export function messageText(v6: boolean, type: number, [id, seq]: number[]): string {
  const which = v6 ? 1 : 0;
  const name = v6 ? 'ICMP6,' : 'ICMP';
  const echo = type === ICMP.echo[which] ? 'request' : 'reply';
  if (type !== ICMP.echo[which] && type !== ICMP.echoReply[which]) return `${name} type-${type}`;
  return `${name} echo ${echo}, id ${id}, seq ${seq}`;
}
