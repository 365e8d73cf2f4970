// What tcpdump says of a report: which groups a host wants, and from whom.
//
// Source: tcpdump 4.99 print-igmp.c print_igmpv3_report(), print-icmp6.c
// mldv2_report_print(), print-ip6opts.c.

import { formatAddr, formatV6, isV6 } from '../net/ip.ts';
import type { Segment } from '../sim/trace.ts';

/** Types of a record, from 1. */
const KINDS = ['is_in', 'is_ex', 'to_in', 'to_ex', 'allow', 'block'];

/** Writes a report of IGMPv3 or MLDv2; with -v its records, with -vv their sources; -q only names IGMP. */
export function reportText({ src, dst, payload }: Segment, verbose: number, quiet = false): string {
  const v6 = isV6(src.addr);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const count = view.getUint16(6);
  const records = verbose > 0 ? recordsText(view, payload, count, { v6, verbose }) : '';
  const ends = `${formatAddr(src.addr)} > ${formatAddr(dst.addr)}: `;
  if (!v6 && quiet) return `${ends}igmp`;
  if (!v6) return `${ends}igmp v3 report, ${count} group record(s)${records}`;
  const said = `ICMP6, multicast listener report v2, ${count} group record(s)${records}`;
  return verbose > 0
    ? `${ends}HBH (rtalert: 0x0000) (padn) [icmp6 sum ok] ${said}`
    : `${ends}HBH ${said}, length ${payload.length}`;
}

function recordsText(
  view: DataView,
  payload: Uint8Array,
  count: number,
  { v6, verbose }: { v6: boolean; verbose: number },
): string {
  const size = v6 ? 16 : 4;
  const name = (at: number) =>
    v6 ? formatV6(payload.subarray(at, at + size)) : formatAddr(view.getUint32(at));
  let text = '';
  let at = 8;
  for (let i = 0; i < count; i++) {
    const kind = KINDS[view.getUint8(at) - 1];
    const sources = view.getUint16(at + 2);
    const first = at + 4 + size;
    const named = Array.from({ length: sources }, (_, k) => ` ${name(first + k * size)}`);
    const list = verbose > 1 ? ` {${named.join('')} }` : `, ${sources} source(s)`;
    text += ` [gaddr ${name(at + 4)} ${kind}${list}]`;
    at = first + sources * size;
  }
  return text;
}
