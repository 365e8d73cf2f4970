// Reports: a host tells the routers of its networks what it wants of a group, IGMPv3 over IPv4, MLDv2 over IPv6.
//
// One idea: a change is said twice, because a report may be lost: after two ticks, and again within a second.
// What has changed at an interface meanwhile is one report.
//
// Units: µs, bytes, network byte order.
// Source: RFC 3376 section 4.2 and 5.1, 3810; Linux net/ipv4/igmp.c igmpv3_send_cr(), igmp_ifc_event(),
// igmpv3_newpack(), net/ipv6/mcast.c mld_send_cr(); reports of 6.18 seen on a veth and on lo.
// Departs: nobody asks here, so that there are no answers to queries; IPv6's come from `::`, as there are no
// addresses of a link.

import { ANY6, GROUPS6, isGroup, isV6, scopeOf, V6, v4Bytes, v6Bytes } from '../net/ip.ts';
import { checksum, pseudoSum } from '../net/ip-packet.ts';
import type { SimRecord } from '../sim/event-queue.ts';
import { nextBelow } from '../sim/rng.ts';
import { JIFFY_US, schedule } from '../sim/sim.ts';
import { post } from './ip-output.ts';
import type { Ctx } from './kernel.ts';
import { flush } from './sock.ts';

/** What is wanted of a group: these sources `only`, or all but these. Nobody is only nothing. */
export interface Wanted {
  only: boolean;
  sources: number[];
}

/** What several memberships come to. RFC 3376 section 3.2. */
export function wantedBy(members: readonly Wanted[]): Wanted {
  const some = members.filter(({ only }) => only).flatMap(({ sources }) => sources);
  const others = members.filter(({ only }) => !only);
  if (others.length === 0) return { only: true, sources: [...new Set(some)] };
  // All but those whom nobody wants.
  const refused = others[0].sources.filter(
    (one) => !some.includes(one) && others.every(({ sources }) => sources.includes(one)),
  );
  return { only: false, sources: refused };
}

/** Types of a record: the list is of another kind now, or has become longer or shorter. */
const TO_IN = 3;
const TO_EX = 4;
const ALLOW = 5;
const BLOCK = 6;

/** A record that is still to be sent `left` times. */
interface Pending {
  type: number;
  group: number;
  sources: number[];
  left: number;
}

/** By interface, IPv6's with a minus: what is still to be said. */
export type Reports = Map<number, Pending[]>;

interface ReportRecord extends SimRecord {
  kind: 'group-report';
  iface: number;
}

/** How often a change is said, and within how many ticks again. */
const ROBUSTNESS = 2;
const AGAIN_TICKS = 250;

/** What differs, as records. RFC 3376 section 5.1. */
function recordsOf(before: Wanted, after: Wanted): { type: number; sources: number[] }[] {
  if (before.only !== after.only)
    return [{ type: after.only ? TO_IN : TO_EX, sources: after.sources }];
  const more = after.sources.filter((one) => !before.sources.includes(one));
  const fewer = before.sources.filter((one) => !after.sources.includes(one));
  const [allow, block] = after.only ? [more, fewer] : [fewer, more];
  return [
    { type: ALLOW, sources: allow },
    { type: BLOCK, sources: block },
  ].filter(({ sources }) => sources.length > 0);
}

/** 224.0.0.1. */
const ALL_HOSTS = 0xe0000001;

/** Every host is in these: 224.0.0.1, ff01::1 and ff02::1. */
export function isEverybody(group: number): boolean {
  return isV6(group) ? group >>> 0 === 1 && scopeOf(group) <= 2 : group === ALL_HOSTS;
}

/** Groups that are nobody's business beyond this host, or that every host is in. */
function isUnreported(group: number): boolean {
  return isEverybody(group) || (isV6(group) && scopeOf(group) < 2);
}

/** Has what changed at an interface reported, if anything did. */
export function reportChange(
  ctx: Ctx,
  { group, iface }: { group: number; iface: number },
  before: Wanted,
  after: Wanted,
): void {
  const six = isV6(group);
  // The loopback has no routers of IPv6; of IPv4 it is told all the same.
  if (!isGroup(group) || isUnreported(group) || (six && iface === 1)) return;
  const records = recordsOf(before, after);
  if (records.length === 0) return;
  const key = six ? -iface : iface;
  ctx.kernel.reports ??= new Map();
  const others = (ctx.kernel.reports.get(key) ?? []).filter((one) => {
    const turned = records.some(({ type }) => type <= TO_EX);
    return one.group !== group || !(turned || records.some(({ type }) => type === one.type));
  });
  const fresh = records.map((one) => ({ ...one, group, left: ROBUSTNESS }));
  ctx.kernel.reports.set(key, [...others, ...fresh]);
  // A clock that runs already says it all.
  if (others.length === 0) later(ctx, key, 0);
}

function later(ctx: Ctx, iface: number, ticks: number): void {
  const record: ReportRecord = { kind: 'group-report', host: ctx.kernel.host, iface };
  schedule(ctx.sim, ctx.sim.nowUs + (ticks + 2) * JIFFY_US, record);
}

/** Acts on a `group-report` record: says what has changed, and will say it again. */
export function onGroupReport(ctx: Ctx, record: SimRecord): void {
  const { iface } = record as ReportRecord;
  const pending = ctx.kernel.reports?.get(iface) ?? [];
  if (pending.length === 0) return;
  send(ctx, iface, pending);
  flush(ctx);
  const rest = pending.filter((one) => --one.left > 0);
  ctx.kernel.reports!.set(iface, rest);
  if (rest.length > 0) later(ctx, iface, nextBelow(ctx.sim.rng, AGAIN_TICKS));
}

const IGMP_REPORT = 0x22;
const MLD_REPORT = 143;
const REPORT_TOS = 0xc0;

function addressBytes(addr: number): number[] {
  return isV6(addr) ? [...v6Bytes(addr)] : v4Bytes(addr);
}

function send(ctx: Ctx, key: number, records: readonly Pending[]): void {
  const six = key < 0;
  const iface = ctx.stack.ifaces[Math.abs(key) - 1];
  // What has no address of its network says so, and the loopback's counts for none.
  const src = { addr: six ? ANY6 : iface.name === 'lo' ? 0 : iface.addr, port: 0 };
  // Where routers listen: 224.0.0.22 and ff02::16.
  const dst = { addr: six ? GROUPS6 + 2 * V6 + 0x16 : 0xe0000016, port: 0 };
  const payload = Uint8Array.from([
    ...[six ? MLD_REPORT : IGMP_REPORT, 0, 0, 0, 0, 0, records.length >> 8, records.length & 255],
    ...records.flatMap(({ type, group, sources }) => [
      ...[type, 0, sources.length >> 8, sources.length & 255],
      ...[group, ...sources].flatMap(addressBytes),
    ]),
  ]);
  const sum = six ? pseudoSum({ src, dst, proto: 'icmp' }, payload.length) : 0;
  new DataView(payload.buffer).setUint16(2, checksum(payload, sum));
  const header = { ttl: 1, ...(!six && { tos: REPORT_TOS }) };
  post(ctx, iface.name, { proto: 'report', src, dst, payload, ...header });
}
