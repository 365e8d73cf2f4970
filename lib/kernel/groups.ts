// Groups of hosts: who has joined which, by which interface, and whom they want to hear.
//
// One idea: a membership is a socket's, and says all sources but some, or some and no others. What the host wants
// of a group at an interface follows from its sockets' memberships, and routers are told when that changes.
//
// Units: interfaces by their index from 1.
// Source: ip(7), ipv6(7), RFC 3376, 3678, 3810; Linux net/ipv4/igmp.c ip_mc_join_group(), ip_mc_source(),
// ip_mc_sf_allow(), net/ipv6/mcast.c; answers of 6.18 (test/conformance/groups.c).
// Departs: whole filters (IP_MSFILTER) are not there; ledger: groups.

import { AF_INET, AF_INET6, SOL_IP, SOL_IPV6 } from '../abi/constants.ts';
import {
  EADDRINUSE,
  EADDRNOTAVAIL,
  EFAULT,
  EINVAL,
  ENOBUFS,
  ENODEV,
  EPROTO,
} from '../abi/errno.ts';
import {
  IP_ADD_MEMBERSHIP,
  IP_ADD_SOURCE_MEMBERSHIP,
  IP_BLOCK_SOURCE,
  IP_DROP_MEMBERSHIP,
  IP_DROP_SOURCE_MEMBERSHIP,
  IP_MULTICAST_ALL,
  IP_UNBLOCK_SOURCE,
  IPV6_JOIN_GROUP,
  IPV6_LEAVE_GROUP,
  IPV6_MULTICAST_ALL,
  MCAST_BLOCK_SOURCE,
  MCAST_JOIN_GROUP,
  MCAST_JOIN_SOURCE_GROUP,
  MCAST_LEAVE_GROUP,
  MCAST_LEAVE_SOURCE_GROUP,
  MCAST_UNBLOCK_SOURCE,
} from '../abi/option-numbers.ts';
import { isGroup, isLoopback, isV6, readV6 } from '../net/ip.ts';
import { bigAt, signedAt } from './bytes.ts';
import { isEverybody, reportChange, type Wanted, wantedBy } from './group-reports.ts';
import type { Ctx, Task } from './kernel.ts';
import { levelKey } from './socket-options.ts';
import type { UdpSock } from './udp-types.ts';
import { readUser } from './user-memory.ts';

/** A socket's membership; `only` these sources, or all but these. */
export interface Member {
  sock: number;
  group: number;
  iface: number;
  /** Address by which the interface was named; 0 for none. */
  address: number;
  only: boolean;
  sources: number[];
  /** It has had a list, and so stays of its kind. */
  listed?: boolean;
}

/** A socket of any kind, as far as it matters here. */
type Joiner = Pick<UdpSock, 'id' | 'options'>;

/** net.ipv4.igmp_max_memberships, igmp_max_msf and net.ipv6.mld_max_msf. */
const MAX_MEMBERSHIPS = 20;
const MAX_SOURCES = 10;
const MAX_SOURCES6 = 64;

/** A membership as an option names it. */
interface Named {
  group: number;
  iface: number;
  address: number;
}

/** What becomes of a source: on the list of the only ones, or of those that are not heard; added to it or taken from it. */
interface OfSource {
  only: boolean;
  add: boolean;
  /** The group is joined where it has not been. */
  joins?: boolean;
}

/** What an option asks for: a group, or one source of it. */
interface Change {
  named: Named;
  leaves?: boolean | undefined;
  source?: OfSource & { addr: number };
}

/** An option: how many bytes name what it is about, at least or exactly, and what it asks for. */
interface Row {
  bytes: number;
  exact?: boolean;
  leaves?: boolean;
  source?: OfSource;
}

const BLOCK: OfSource = { only: false, add: true };
const UNBLOCK: OfSource = { only: false, add: false };
const JOIN: OfSource = { only: true, add: true, joins: true };
const LEAVE: OfSource = { only: true, add: false };

/** struct ip_mreq, ip_mreqn and ip_mreq_source, ipv6_mreq, group_req, group_source_req. */
const MREQ_BYTES = 8;
const MREQN_BYTES = 12;
const MREQ6_BYTES = 20;
const GROUP_REQ_BYTES = 136;
const GROUP_SOURCE_REQ_BYTES = 264;

const row = (level: number, option: number, bytes: number, more?: Partial<Row>): [number, Row] => [
  levelKey(level, option),
  { bytes, ...more },
];

/** An option of both versions about one source; IPv4 takes no more bytes than it reads. */
const ofSource = (option: number, source: OfSource) =>
  [SOL_IP, SOL_IPV6].map((level) =>
    row(level, option, GROUP_SOURCE_REQ_BYTES, { exact: level === SOL_IP, source }),
  );

const ROWS = new Map<number, Row>([
  row(SOL_IP, IP_ADD_MEMBERSHIP, MREQ_BYTES),
  row(SOL_IP, IP_DROP_MEMBERSHIP, MREQ_BYTES, { leaves: true }),
  row(SOL_IP, IP_BLOCK_SOURCE, MREQN_BYTES, { exact: true, source: BLOCK }),
  row(SOL_IP, IP_UNBLOCK_SOURCE, MREQN_BYTES, { exact: true, source: UNBLOCK }),
  row(SOL_IP, IP_ADD_SOURCE_MEMBERSHIP, MREQN_BYTES, { exact: true, source: JOIN }),
  row(SOL_IP, IP_DROP_SOURCE_MEMBERSHIP, MREQN_BYTES, { exact: true, source: LEAVE }),
  row(SOL_IPV6, IPV6_JOIN_GROUP, MREQ6_BYTES),
  row(SOL_IPV6, IPV6_LEAVE_GROUP, MREQ6_BYTES, { leaves: true }),
  ...[SOL_IP, SOL_IPV6].flatMap((level) => [
    row(level, MCAST_JOIN_GROUP, GROUP_REQ_BYTES),
    row(level, MCAST_LEAVE_GROUP, GROUP_REQ_BYTES, { leaves: true }),
  ]),
  ...ofSource(MCAST_BLOCK_SOURCE, BLOCK),
  ...ofSource(MCAST_UNBLOCK_SOURCE, UNBLOCK),
  ...ofSource(MCAST_JOIN_SOURCE_GROUP, JOIN),
  ...ofSource(MCAST_LEAVE_SOURCE_GROUP, LEAVE),
]);

/** Tells whether an option joins or leaves a group, or is about its sources. */
export function isGroupOption(level: number, option: number): boolean {
  return ROWS.has(levelKey(level, option));
}

/**
 * setsockopt(2) of such an option: 0, -EINVAL, -EFAULT, -ENODEV, -EADDRINUSE, -EADDRNOTAVAIL, -ENOBUFS; of
 * a stream -EPROTO.
 */
export function setGroupOption(
  ctx: Ctx,
  task: Task,
  sk: Joiner & { stream: boolean },
  [level, option, addr, length]: readonly [number, number, number, number],
): number {
  const row = ROWS.get(levelKey(level, option))!;
  const older = option < MCAST_JOIN_GROUP;
  // Of the older ones IPv6 looks at the length first.
  const refused = older && !row.source && sk.stream;
  if (refused && level === SOL_IP) return -EPROTO;
  if (row.exact ? length !== row.bytes : length < row.bytes) return -EINVAL;
  if (refused) return -EPROTO;
  const bytes = readUser(ctx, task, addr, Math.min(length, GROUP_SOURCE_REQ_BYTES));
  if (!bytes) return -EFAULT;
  const change = older ? readOlder(level, row, bytes) : readNewer(level, row, bytes);
  return typeof change === 'number' ? change : act(ctx, sk, change);
}

/** Reads struct ip_mreq, ip_mreqn, ip_mreq_source or ipv6_mreq. */
function readOlder(level: number, { leaves, source }: Row, bytes: Uint8Array): Change {
  if (level === SOL_IPV6) {
    const group = readV6(bytes.subarray(0, 16));
    return { named: { group, iface: signedAt(bytes, 16, 4), address: 0 }, leaves };
  }
  const named = { group: bigAt(bytes, 0), iface: 0, address: bigAt(bytes, 4) };
  if (source) return { named, source: { ...source, addr: bigAt(bytes, 8) } };
  const iface = bytes.length >= MREQN_BYTES ? signedAt(bytes, 8, 4) : 0;
  return { named: { ...named, iface }, leaves };
}

/** Reads struct group_req or group_source_req, whose addresses must be of the level's family. */
function readNewer(level: number, { leaves, source }: Row, bytes: Uint8Array): Change | number {
  const six = level === SOL_IPV6;
  const end = (at: number): number | undefined => {
    if (signedAt(bytes, at, 2) !== (six ? AF_INET6 : AF_INET)) return undefined;
    return six ? readV6(bytes.subarray(at + 8, at + 24)) : bigAt(bytes, at + 4);
  };
  const group = end(8);
  if (group === undefined) return source || six ? -EADDRNOTAVAIL : -EINVAL;
  const named = { group, iface: signedAt(bytes, 0, 4), address: 0 };
  if (!source) return { named, leaves };
  const addr = end(136);
  return addr === undefined ? -EADDRNOTAVAIL : { named, source: { ...source, addr } };
}

function act(ctx: Ctx, sk: Joiner, { named, leaves, source }: Change): number {
  if (!source) return leaves ? leave(ctx, sk, named) : join(ctx, sk, named, false);
  if (source.joins) {
    const joined = join(ctx, sk, named, true);
    if (joined && joined !== -EADDRINUSE) return joined;
  }
  return changeSource(ctx, sk, named, source);
}

/** The interface that is meant, by number, by address, or because packets to groups leave by it; 0 for none. */
function ifaceOf({ stack: { ifaces } }: Ctx, { iface, address, group }: Named): number {
  if (iface) return iface > 0 && iface <= ifaces.length ? iface : 0;
  if (address) {
    if (isLoopback(address)) return 1;
    return ifaces.findIndex((one) => one.addr === address) + 1;
  }
  return ifaces.length > 1 ? 2 : isV6(group) ? 1 : 0;
}

function membersOf({ kernel }: Ctx, { id }: Joiner): Member[] {
  // The last that was joined is the first that is found.
  return (kernel.members ?? []).filter(({ sock }) => sock === id).reverse();
}

/** Joins a group: 0, -EINVAL for no group, -ENODEV, -EADDRINUSE for a member, -ENOBUFS for too many. */
function join(ctx: Ctx, sk: Joiner, named: Named, only: boolean): number {
  const { group } = named;
  if (!isGroup(group)) return -EINVAL;
  const own = membersOf(ctx, sk);
  const same = own.filter((one) => one.group === group);
  // Over IPv6 one that names no interface has joined by whichever.
  if (isV6(group) && !named.iface && same.length > 0) return -EADDRINUSE;
  const iface = ifaceOf(ctx, named);
  if (!iface) return -ENODEV;
  if (same.some((one) => one.iface === iface)) return -EADDRINUSE;
  const four = own.filter((one) => !isV6(one.group));
  if (!isV6(group) && four.length >= MAX_MEMBERSHIPS) return -ENOBUFS;
  const member = { sock: sk.id, group, iface, address: named.address, only, sources: [] };
  changing(ctx, member, () => {
    ctx.kernel.members = [...(ctx.kernel.members ?? []), member];
  });
  return 0;
}

/** Leaves a group: 0, -EINVAL, -ENODEV, or -EADDRNOTAVAIL for no member. */
function leave(ctx: Ctx, sk: Joiner, named: Named): number {
  const { group, address } = named;
  if (isV6(group) && !isGroup(group)) return -EINVAL;
  const iface = isV6(group) ? named.iface : ifaceOf(ctx, named);
  if (!isV6(group) && !named.iface && !address && !iface) return -ENODEV;
  const member = membersOf(ctx, sk).find((one) => {
    if (one.group !== group) return false;
    if (named.iface || iface) return one.iface === (named.iface || iface);
    return !address || one.address === address;
  });
  if (!member) return -EADDRNOTAVAIL;
  drop(ctx, member);
  return 0;
}

function drop(ctx: Ctx, member: Member): void {
  changing(ctx, member, () => {
    ctx.kernel.members = ctx.kernel.members!.filter((one) => one !== member);
  });
}

/** Changes a membership's list: 0, -EINVAL, -ENODEV, -ENOBUFS for a full one, -EADDRNOTAVAIL for no change. */
function changeSource(
  ctx: Ctx,
  sk: Joiner,
  named: Named,
  { addr, only, add }: NonNullable<Change['source']>,
): number {
  if (!isGroup(named.group)) return -EINVAL;
  const iface = ifaceOf(ctx, named);
  if (!iface) return -ENODEV;
  const member = membersOf(ctx, sk).find((one) => one.group === named.group && one.iface === iface);
  if (!member) return -EINVAL;
  const { sources } = member;
  if (member.only !== only && member.listed) return -EINVAL;
  const known = sources.includes(addr);
  const most = isV6(addr) ? MAX_SOURCES6 : MAX_SOURCES;
  const full = add && sources.length >= most;
  const wrong = full ? -ENOBUFS : known === add ? -EADDRNOTAVAIL : 0;
  if (!wrong && !add && only && sources.length === 1) {
    drop(ctx, member);
    return 0;
  }
  changing(ctx, member, () => {
    // Without a source a list may become of the other kind, whatever comes of it.
    member.only = only;
    if (wrong) return;
    member.listed = true;
    member.sources = add ? [...sources, addr] : sources.filter((one) => one !== addr);
  });
  return wrong;
}

/** Does something that changes what the host wants of a group, and has that reported. */
function changing(ctx: Ctx, { group, iface }: Member, change: () => void): void {
  const before = wanted(ctx, group, iface);
  change();
  reportChange(ctx, { group, iface }, before, wanted(ctx, group, iface));
}

/** What the sockets of a host want of a group together, at one interface. */
function wanted({ kernel }: Ctx, group: number, iface: number): Wanted {
  return wantedBy((kernel.members ?? []).filter((m) => m.group === group && m.iface === iface));
}

/** A socket that is closed leaves its groups. */
export function leaveGroups(ctx: Ctx, id: number): void {
  for (const member of ctx.kernel.members ?? []) if (member.sock === id) drop(ctx, member);
}

/** Tells whether a packet to a group is for this host. */
export function isForHost(ctx: Ctx, group: number, iface: number, src: number): boolean {
  if (isEverybody(group)) return true;
  const { only, sources } = wanted(ctx, group, iface);
  return sources.includes(src) === only;
}

/** Tells whether a socket wants a datagram to a group; who has joined none of that address hears all. */
export function hears(
  ctx: Ctx,
  sk: UdpSock,
  { group, iface, src }: { group: number; iface: number; src: number },
): boolean {
  const six = isV6(group);
  // IPv6 does not ask by which interface it came.
  const member = membersOf(ctx, sk).find(
    (one) => one.group === group && (six || one.iface === iface),
  );
  if (member) return member.sources.includes(src) === member.only;
  const all = six ? levelKey(SOL_IPV6, IPV6_MULTICAST_ALL) : levelKey(SOL_IP, IP_MULTICAST_ALL);
  // Sockets of IPv6 that have joined no group of IPv4 hear none of IPv4.
  const first = !six && isV6(sk.boundAddr) ? 0 : 1;
  return (sk.options.get(all)?.[0] ?? first) !== 0;
}
