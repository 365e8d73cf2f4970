// IPV6_RECVPATHMTU: a program that has nothing cut hears what would have fitted.
//
// One idea: a socket keeps the last such news, and whoever receives next is told it before anything else, as a
// message without bytes.
//
// Source: RFC 3542 section 11; Linux net/ipv6/datagram.c ipv6_local_rxpmtu(), ipv6_recv_rxpmtu(); 6.18
// (test/conformance/dont-cut.c).

import { AF_INET6, SOL_IPV6 } from '../abi/constants.ts';
import { IPV6_DONTFRAG, IPV6_PATHMTU, IPV6_RECVPATHMTU } from '../abi/option-numbers.ts';
import type { Asked } from './asked-headers.ts';
import { toBytes } from './bytes.ts';
import { endBytes } from './names.ts';
import type { Received } from './receive.ts';
import { isOn } from './socket-options.ts';
import type { UdpSock } from './udp-types.ts';

/** Tells whether a datagram of IPv6 must not be cut: its message says so, or its socket. */
export function mustNotCut(sk: UdpSock, { dontFrag }: Asked): boolean {
  return dontFrag ?? isOn(sk.options, SOL_IPV6, IPV6_DONTFRAG);
}

/** Keeps what would have fitted on the way to an address, if the program wants to know. */
export function keepPathMtu(sk: UdpSock, addr: number, mtu: number): void {
  if (isOn(sk.options, SOL_IPV6, IPV6_RECVPATHMTU)) sk.pathNews = { addr, mtu };
}

/** Takes the news, as a message; undefined where there are none. */
export function takePathNews(sk: UdpSock): Received | undefined {
  const { pathNews } = sk;
  if (!pathNews || !isOn(sk.options, SOL_IPV6, IPV6_RECVPATHMTU)) return undefined;
  delete sk.pathNews;
  const name = endBytes({ addr: pathNews.addr, port: 0 }, AF_INET6);
  const data = Uint8Array.from([...name, ...toBytes(pathNews.mtu, 4)]);
  const control = [{ level: SOL_IPV6, type: IPV6_PATHMTU, data }];
  return { count: 0, name, files: [], flags: 0, control };
}
