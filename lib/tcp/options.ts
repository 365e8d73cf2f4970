// Header options: what each kind of segment carries, and the sizes that follow from it.
//
// Units: bytes; timestamps in ms.
// Source: RFC 9293 section 3.7.1 (MSS), RFC 7323 (scale, timestamps); Linux tcp_output.c
// tcp_syn_options(), tcp_established_options(), tcp_mtu_to_mss(), tcp_bound_to_half_wnd();
// net/ipv4/route.c ipv4_default_advmss().

import { isV6 } from '../net/ip.ts';
import { TCP_HEADER_BYTES } from '../net/segment.ts';
import { wireSeq } from '../net/seq.ts';
import { mix32 } from '../sim/rng.ts';
import type { Sim } from '../sim/sim.ts';
import type { Endpoint, SegmentOptions } from '../sim/trace.ts';
import { blocksToReport } from './sack-report.ts';
import type { TcpStack } from './stack.ts';
import type { RequestSock, TcpSock } from './tcb.ts';

const HEADERS_BYTES = 20 + TCP_HEADER_BYTES;
/** net.ipv4.tcp_min_snd_mss: with a smaller offer, segments would be little more than headers. */
const MIN_SND_MSS = 48;
/** An IPv6 header has 40 bytes. */
const V6_MORE_BYTES = 20;
/** The largest IP packet: an interface's MTU counts no further. */
const MAX_PMTU = 65535;
export const TIMESTAMP_BYTES = 12;

/** Tells how large a packet may be on the way to an address: what the interface sends, or ICMP has told. */
export function pathMtu(stack: TcpStack, ifaceName: string, addr = 0): number {
  const iface = stack.ifaces.find(({ name }) => name === ifaceName);
  const mtu = iface?.mtu ?? 1500;
  if (stack.pathMtus.size === 0) return mtu;
  return Math.min(mtu, stack.pathMtus.get(addr)?.mtu ?? mtu);
}

/** Forgets path MTUs that were learnt long ago: the way may have changed. */
export function forgetPaths(stack: TcpStack, nowUs: number): void {
  for (const [addr, { untilUs }] of stack.pathMtus) {
    if (untilUs <= nowUs) stack.pathMtus.delete(addr);
  }
}

/** Tells whether a router may cut what a socket sends: ip_dont_fragment() in Linux. */
export function mayCut(stack: TcpStack, { opt, remoteAddr }: TcpSock): boolean {
  const { pathDiscovery } = opt;
  if (isV6(remoteAddr) || pathDiscovery === 2) return false;
  if (pathDiscovery !== undefined && pathDiscovery !== 1) return true;
  return stack.pathMtus.get(remoteAddr)?.cut === true;
}

/** Tells the MSS that a path lets us offer. */
export function advertisedMss(stack: TcpStack, ifaceName: string, addr = 0): number {
  const mtu = pathMtu(stack, ifaceName, addr);
  if (isV6(addr)) return mtu - HEADERS_BYTES - V6_MORE_BYTES;
  return Math.min(mtu, MAX_PMTU) - HEADERS_BYTES;
}

/** Recomputes `mss` from the path, the peer's offer, our options and the peer's window. */
export function syncMss(stack: TcpStack, sk: TcpSock): void {
  const limit = Math.min(advertisedMss(stack, sk.iface, sk.remoteAddr), sk.peerMss);
  const userMss = sk.opt.userMss ?? limit;
  const least = Math.max(MIN_SND_MSS, Math.min(limit, userMss));
  const mss = least - (sk.timestamps ? TIMESTAMP_BYTES : 0);
  // At least two segments should fit the largest window ever offered.
  const { sndMaxWnd: maxWnd } = sk;
  const half = maxWnd > 536 ? maxWnd >> 1 : maxWnd;
  sk.mss = half > 0 ? Math.min(mss, Math.max(half, 68 - HEADERS_BYTES)) : mss;
}

/** Tells this moment on a connection's timestamp clock, which ticks once a millisecond. */
export function timestampNow(sim: Sim, tsOffset: number): number {
  return (Math.floor(sim.nowUs / 1000) + tsOffset) >>> 0;
}

/** Draws a connection's timestamp offset; the same ends get the same offset again. */
export function timestampOffset(stack: TcpStack, local: Endpoint, remote: Endpoint): number {
  const own = mix32(mix32(stack.secret ^ 0x7473 ^ local.addr) ^ local.port);
  // Signed, which an engine keeps in place; all arithmetic with it is modulo 2^32.
  return mix32(mix32(own ^ remote.addr) ^ remote.port) | 0;
}

/** Makes the options of a SYN. */
export function synOptions(sim: Sim, stack: TcpStack, sk: TcpSock): SegmentOptions {
  const { sysctl } = stack;
  const options: SegmentOptions = { mss: sk.advertisedMss };
  if (sysctl.tcp_sack) options.sackPermitted = true;
  if (sysctl.tcp_timestamps) options.timestamps = [timestampNow(sim, sk.tsOffset), 0];
  if (sysctl.tcp_window_scaling) options.windowScale = sk.rcvWscale;
  return options;
}

/** Makes the options of a SYN-ACK: of what was offered, what we can do too. */
export function synAckOptions(sim: Sim, stack: TcpStack, request: RequestSock): SegmentOptions {
  const most = advertisedMss(stack, request.iface, request.remoteAddr);
  const options: SegmentOptions = { mss: Math.min(most, request.userMss ?? 65535) };
  if (request.sackOk) options.sackPermitted = true;
  if (request.timestamps) {
    options.timestamps = [timestampNow(sim, request.tsOffset), wireSeq(request.tsRecent)];
  }
  if (request.peerWscale !== undefined) options.windowScale = request.rcvWscale;
  return options;
}

/** Makes the options of every later segment, with a report of what came too early or twice. */
export function establishedOptions(sim: Sim, sk: TcpSock): SegmentOptions {
  const options: SegmentOptions = {};
  if (sk.timestamps) options.timestamps = [timestampNow(sim, sk.tsOffset), wireSeq(sk.tsRecent)];
  if (sk.sackOk && (sk.rcvSacks.length > 0 || sk.rcvDsack)) {
    options.sack = blocksToReport(sk);
    // A duplicate is reported once.
    sk.rcvDsack = undefined;
  }
  return options;
}

/** Tells how many bytes a segment may carry beside the options that it would have now. */
export function currentMss(sk: TcpSock): number {
  const { rcvSacks: sacks, rcvDsack: dsack } = sk;
  const blocks = sk.sackOk ? sacks.length + (dsack ? 1 : 0) : 0;
  if (blocks === 0) return sk.mss;
  return sk.mss - 4 - 8 * Math.min(blocks, sk.timestamps ? 3 : 4);
}
