// Counters: what nstat, /proc/net/snmp and /proc/net/netstat say, by the kernel's names.
//
// One idea: nothing is counted here. `stack.counters` has what happened, `stack.traffic` what
// passed, and what is now (CurrEstab, the sockets in use) is read off the sockets themselves.
//
// Source: Linux net/ipv4/proc.c, net/ipv6/proc.c; names and order as 6.18 has them.
// Departs: no MPTCP, and no counts of what waits for a call on its socket (TCPBacklogCoalesce).

import type { Ctx } from './kernel.ts';
import { fragmentsHeld } from './reassembly.ts';
import { familiesOf, familyOf } from './sock-diag.ts';

/** Names of one line of a file, and which file that is. */
interface Group {
  name: string;
  file: 'snmp' | 'snmp6' | 'netstat';
  fields: readonly string[];
}

function group(name: string, file: Group['file'], fields: string): Group {
  return { name, file, fields: fields.trim().split(/\s+/) };
}

/** In the order in which nstat prints them; a function, so that a page has them when somebody asks. */
const groups = (): readonly Group[] => [
  group(
    'Ip',
    'snmp',
    `
    Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos
    InDiscards InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs
    ReasmFails FragOKs FragFails FragCreates OutTransmits`,
  ),
  group(
    'Icmp',
    'snmp',
    `
    InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs
    InRedirects InEchos InEchoReps InTimestamps InTimestampReps InAddrMasks InAddrMaskReps
    OutMsgs OutErrors OutRateLimitGlobal OutRateLimitHost OutDestUnreachs OutTimeExcds
    OutParmProbs OutSrcQuenchs OutRedirects OutEchos OutEchoReps OutTimestamps
    OutTimestampReps OutAddrMasks OutAddrMaskReps`,
  ),
  group('IcmpMsg', 'snmp', 'InType3 InType8 InType11 InType12 OutType0 OutType3 OutType11'),
  group(
    'Tcp',
    'snmp',
    `
    RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets
    CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors`,
  ),
  group(
    'Udp',
    'snmp',
    `
    InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors
    IgnoredMulti MemErrors`,
  ),
  group(
    'UdpLite',
    'snmp',
    `
    InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors
    IgnoredMulti MemErrors`,
  ),
  group(
    'Ip6',
    'snmp6',
    `
    InReceives InHdrErrors InTooBigErrors InNoRoutes InAddrErrors InUnknownProtos
    InTruncatedPkts InDiscards InDelivers OutForwDatagrams OutRequests OutDiscards OutNoRoutes
    ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates InMcastPkts
    OutMcastPkts InOctets OutOctets InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets
    InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts OutTransmits`,
  ),
  group(
    'Icmp6',
    'snmp6',
    `
    InMsgs InErrors OutMsgs OutErrors InCsumErrors OutRateLimitHost InDestUnreachs
    InPktTooBigs InTimeExcds InParmProblems InEchos InEchoReplies InGroupMembQueries
    InGroupMembResponses InGroupMembReductions InRouterSolicits InRouterAdvertisements
    InNeighborSolicits InNeighborAdvertisements InRedirects InMLDv2Reports OutDestUnreachs
    OutPktTooBigs OutTimeExcds OutParmProblems OutEchos OutEchoReplies OutGroupMembQueries
    OutGroupMembResponses OutGroupMembReductions OutRouterSolicits OutRouterAdvertisements
    OutNeighborSolicits OutNeighborAdvertisements OutRedirects OutMLDv2Reports`,
  ),
  group(
    'Udp6',
    'snmp6',
    `
    InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors
    IgnoredMulti MemErrors`,
  ),
  group(
    'UdpLite6',
    'snmp6',
    `
    InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors MemErrors`,
  ),
  group(
    'TcpExt',
    'netstat',
    `
    SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned
    OfoPruned OutOfWindowIcmps LockDroppedIcmps ArpFilter TW TWRecycled TWKilled PAWSActive
    PAWSEstab BeyondWindow TSEcrRejected PAWSOldAck PAWSTimewait DelayedACKs DelayedACKLocked
    DelayedACKLost ListenOverflows ListenDrops TCPHPHits TCPPureAcks TCPHPAcks TCPRenoRecovery
    TCPSackRecovery TCPSACKReneging TCPSACKReorder TCPRenoReorder TCPTSReorder TCPFullUndo
    TCPPartialUndo TCPDSACKUndo TCPLossUndo TCPLostRetransmit TCPRenoFailures TCPSackFailures
    TCPLossFailures TCPFastRetrans TCPSlowStartRetrans TCPTimeouts TCPLossProbes
    TCPLossProbeRecovery TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed
    TCPBacklogCoalesce TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv
    TCPAbortOnData TCPAbortOnClose TCPAbortOnMemory TCPAbortOnTimeout TCPAbortOnLinger
    TCPAbortFailed TCPMemoryPressures TCPMemoryPressuresChrono TCPSACKDiscard
    TCPDSACKIgnoredOld TCPDSACKIgnoredNoUndo TCPSpuriousRTOs TCPMD5NotFound TCPMD5Unexpected
    TCPMD5Failure TCPSackShifted TCPSackMerged TCPSackShiftFallback TCPBacklogDrop
    PFMemallocDrop TCPMinTTLDrop TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow
    TCPReqQFullDoCookies TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce TCPOFOQueue TCPOFODrop
    TCPOFOMerge TCPChallengeACK TCPSYNChallenge TCPFastOpenActive TCPFastOpenActiveFail
    TCPFastOpenPassive TCPFastOpenPassiveFail TCPFastOpenListenOverflow TCPFastOpenCookieReqd
    TCPFastOpenBlackhole TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking
    TCPFromZeroWindowAdv TCPToZeroWindowAdv TCPWantZeroWindowAdv TCPSynRetrans TCPOrigDataSent
    TCPHystartTrainDetect TCPHystartTrainCwnd TCPHystartDelayDetect TCPHystartDelayCwnd
    TCPACKSkippedSynRecv TCPACKSkippedPAWS TCPACKSkippedSeq TCPACKSkippedFinWait2
    TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe TCPKeepAlive TCPMTUPFail
    TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed TCPZeroWindowDrop TCPRcvQDrop
    TCPWqueueTooBig TCPFastOpenPassiveAltKey TcpTimeoutRehash TcpDuplicateDataRehash
    TCPDSACKRecvSegs TCPDSACKIgnoredDubious TCPMigrateReqSuccess TCPMigrateReqFailure
    TCPPLBRehash TCPAORequired TCPAOBad TCPAOKeyNotFound TCPAOGood TCPAODroppedIcmps`,
  ),
  group(
    'IpExt',
    'netstat',
    `
    InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts InOctets
    OutOctets InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets InCsumErrors
    InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts ReasmOverlaps`,
  ),
];

/** Settings that the kernel lists among its counters; nstat leaves them out. */
const SETTINGS: Record<string, number> = {
  IpForwarding: 2,
  IpDefaultTTL: 64,
  TcpRtoAlgorithm: 1,
  TcpRtoMin: 200,
  TcpRtoMax: 120000,
  TcpMaxConn: -1,
};

/** What follows from the traffic and from the sockets as they are. */
function derived({ stack, kernel }: Ctx): Record<string, number> {
  const { v4, v6, segmentsIn, segmentsOut, marked } = stack.traffic;
  let established = 0;
  for (const { state, minisock } of stack.socks.values()) {
    if (!minisock && (state === 'ESTABLISHED' || state === 'CLOSE_WAIT')) established++;
  }
  const values = {
    IpInReceives: v4.packetsIn,
    IpInDelivers: v4.packetsIn,
    IpOutRequests: v4.packetsOut,
    IpOutTransmits: v4.packetsOut,
    IpExtInOctets: v4.bytesIn,
    IpExtOutOctets: v4.bytesOut,
    ...marked,
    IpExtInNoECTPkts: v4.packetsIn - marksOf('IpExt', marked),
    Ip6InReceives: v6.packetsIn,
    Ip6InDelivers: v6.packetsIn,
    Ip6OutRequests: v6.packetsOut,
    Ip6OutTransmits: v6.packetsOut,
    Ip6InOctets: v6.bytesIn,
    Ip6OutOctets: v6.bytesOut,
    Ip6InNoECTPkts: v6.packetsIn - marksOf('Ip6', marked),
    TcpInSegs: segmentsIn,
    TcpOutSegs: segmentsOut,
    TcpCurrEstab: established,
    TcpExtTCPOrigDataSent: stack.traffic.dataOut,
    TcpExtTCPDelivered: stack.traffic.delivered,
    TcpExtTCPHPHits: stack.traffic.foreseenData,
    TcpExtTCPHPAcks: stack.traffic.foreseenAcks,
    TcpExtTCPPureAcks: stack.traffic.pureAcks,
    TcpExtTCPRcvCoalesce: stack.traffic.joined,
  };
  const { IpFragOKs, Ip6FragOKs } = stack.counters;
  if (kernel.reassembly || IpFragOKs || Ip6FragOKs) countWhole(values, stack.counters);
  return values;
}

function marksOf(ip: string, marked: Record<string, number>): number {
  return ['ECT0', 'ECT1', 'CE'].reduce((sum, mark) => sum + (marked[`${ip}In${mark}Pkts`] ?? 0), 0);
}

/** A packet that is cut is one to who sends it, and to who gets it once it is whole. */
function countWhole(values: Record<string, number>, counters: Record<string, number>): void {
  for (const ip of ['Ip', 'Ip6']) {
    const [made, cut, got, whole] = ['FragCreates', 'FragOKs', 'ReasmReqds', 'ReasmOKs'].map(
      (name) => counters[ip + name] ?? 0,
    );
    values[`${ip}OutRequests`] += cut - made;
    values[`${ip}InDelivers`] += whole - got;
  }
}

/** Lists every counter with its value, as `nstat -az` does. */
export function counterRows(ctx: Ctx): [name: string, value: number][] {
  const values = { ...ctx.stack.counters, ...derived(ctx) };
  return groups().flatMap(({ name, fields }) =>
    fields
      .map((field): [string, number] => [name + field, values[name + field] ?? 0])
      // Of types of messages only those are known that there were.
      .filter(
        ([full, value]) => !Object.hasOwn(SETTINGS, full) && (value > 0 || name !== 'IcmpMsg'),
      ),
  );
}

/** Writes /proc/net/snmp or /proc/net/netstat: a line of names and a line of numbers a group. */
export function counterFile(ctx: Ctx, file: 'snmp' | 'netstat'): string {
  const values = { ...SETTINGS, ...ctx.stack.counters, ...derived(ctx) };
  const text = (one: Group): string => {
    const value = (field: string) => values[one.name + field] ?? 0;
    const fields = one.name === 'IcmpMsg' ? one.fields.filter(value) : one.fields;
    if (fields.length === 0) return '';
    return `${one.name}: ${fields.join(' ')}\n${one.name}: ${fields.map(value).join(' ')}\n`;
  };
  return groups()
    .filter((one) => one.file === file)
    .map(text)
    .join('');
}

/** Writes /proc/net/snmp6: a counter a line. */
export function counterFile6(ctx: Ctx): string {
  const names = groups()
    .filter(({ file }) => file === 'snmp6')
    .flatMap((one) => one.fields.map((field) => one.name + field));
  const values = { ...ctx.stack.counters, ...derived(ctx) };
  return names.map((name) => `${name.padEnd(32)}\t${values[name] ?? 0}\n`).join('');
}

/** What /proc/net/sockstat and `ss -s` tell of the sockets. */
export interface SocketCounts {
  total: number;
  tcp: number;
  tcp6: number;
  orphans: number;
  timeWait: number;
  allocated: number;
  udp: number;
  udp6: number;
  established: number;
  /** Packets of which pieces have come. */
  frag: number;
  frag6: number;
}

/** Counts the sockets as they are; a bound or unbound socket that does nothing is only allocated. */
export function countSockets(ctx: Ctx): SocketCounts {
  const families = familiesOf(ctx);
  const counts: SocketCounts = {
    ...{
      total: families.size,
      tcp: 0,
      tcp6: 0,
      orphans: 0,
      timeWait: 0,
    },
    ...{ allocated: 0, udp: 0, udp6: 0, established: derived(ctx).TcpCurrEstab },
    ...{ frag: 0, frag6: 0, ...(ctx.kernel.reassembly && packetsHeld(ctx)) },
  };
  for (const sk of ctx.stack.socks.values()) {
    if (sk.minisock) {
      counts.timeWait++;
      continue;
    }
    counts.allocated++;
    if (sk.orphan) counts.orphans++;
    if (sk.state === 'CLOSE') continue;
    if (familyOf(families, sk.id, sk.parent, sk.boundAddr) === 6) counts.tcp6++;
    else counts.tcp++;
  }
  for (const { id, local, boundAddr } of ctx.kernel.udps.values()) {
    if (local.port === 0) continue;
    if (familyOf(families, id, undefined, boundAddr) === 6) counts.udp6++;
    else counts.udp++;
  }
  return counts;
}

function packetsHeld(ctx: Ctx): Pick<SocketCounts, 'frag' | 'frag6'> {
  const [frag, frag6] = [false, true].map((v6) => fragmentsHeld(ctx, v6).packets);
  return { frag, frag6 };
}

/** Writes /proc/net/sockstat or, for IPv6, /proc/net/sockstat6; memory is not kept by page. */
export function socketFile(ctx: Ctx, family: 4 | 6): string {
  const { total, tcp, tcp6, orphans, timeWait, allocated, udp, udp6 } = countSockets(ctx);
  const { packets, memory } = fragmentsHeld(ctx, family === 6);
  if (family === 6) {
    const lines = [`TCP6: inuse ${tcp6}`, `UDP6: inuse ${udp6}`, 'UDPLITE6: inuse 0'];
    return `${[...lines, 'RAW6: inuse 0', `FRAG6: inuse ${packets} memory ${memory}`].join('\n')}\n`;
  }
  return `sockets: used ${total}
TCP: inuse ${tcp} orphan ${orphans} tw ${timeWait} alloc ${allocated} mem 0
UDP: inuse ${udp} mem 0
UDPLITE: inuse 0
RAW: inuse 0
FRAG: inuse ${packets} memory ${memory}
`;
}
