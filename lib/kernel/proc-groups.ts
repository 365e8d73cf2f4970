// /proc/net/igmp and /proc/net/igmp6: the groups that each interface is in.
//
// Source: Linux net/ipv4/igmp.c igmp_mc_seq_show(), net/ipv6/mcast.c igmp6_mc_seq_show(); 6.18.
// Departs: timers read 0.

import { isV6, V6, v6Bytes } from '../net/ip.ts';
import type { Ctx } from './kernel.ts';

/** Groups that the sockets of a host have joined at an interface, the last first, and by how many of them. */
function joined({ kernel }: Ctx, iface: number, six: boolean): Map<number, number> {
  const users = new Map<number, number>();
  for (const member of [...(kernel.members ?? [])].reverse()) {
    if (member.iface !== iface || isV6(member.group) !== six) continue;
    users.set(member.group, (users.get(member.group) ?? 0) + 1);
  }
  return users;
}

/** Writes a table; every interface is in the groups of all hosts, and of IPv6 in that of its address. */
export function groupTable(ctx: Ctx, six: boolean): string {
  const { ifaces } = ctx.stack;
  if (six) return ifaces.map((iface, i) => lines6(ctx, iface.name, iface.addr, i + 1)).join('');
  const rows = ifaces.map(({ name }, i) => {
    const users = joined(ctx, i + 1, false);
    // 224.0.0.1, where all hosts are.
    users.set(0xe0000001, (users.get(0xe0000001) ?? 0) + 1);
    const groups = [...users].map(([group, count]) => {
      const bytes = [0, 8, 16, 24].map((shift) => hex((group >>> shift) & 255, 2).toUpperCase());
      return `\t\t\t\t${bytes.join('')} ${String(count).padStart(5)} 0:00000000\t\t0\n`;
    });
    const head = `${i + 1}\t${name.padEnd(10)}: ${String(users.size).padStart(5)} ${'V3'.padStart(7)}\n`;
    return head + groups.join('');
  });
  return `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n${rows.join('')}`;
}

function lines6(ctx: Ctx, name: string, addr: number, index: number): string {
  const head = `${String(index).padEnd(4)} ${name.padEnd(15)} `;
  const line = (group: string, users: number, flags: string) =>
    `${head}${group} ${String(users).padStart(5)} ${flags.padStart(8, '0')} 0\n`;
  const own = [...joined(ctx, index, true)].map(([group, users]) => {
    return line([...v6Bytes(group)].map((byte) => hex(byte, 2)).join(''), users, '4');
  });
  // Who asks for the address of a neighbour asks the group of its last three bytes.
  const low = [...v6Bytes(V6 + addr)].slice(13).map((byte) => hex(byte, 2));
  const asked = index === 1 ? [] : [line(`ff0200000000000000000001ff${low.join('')}`, 1, '4')];
  const everybody = [line(`ff02${hex(1, 28)}`, 1, 'C'), line(`ff01${hex(1, 28)}`, 1, '8')];
  return [...own, ...asked, ...everybody].join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
