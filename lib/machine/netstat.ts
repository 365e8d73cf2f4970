// netstat on a host of the machine: its kernel answers, the view writes.

import { counterFile } from '../kernel/mib.ts';
import { sockDiag } from '../kernel/sock-diag.ts';
import { processOf } from '../kernel/task.ts';
import { LOOPBACK } from '../net/ip.ts';
import { netstatText } from '../view/netstat.ts';
import type { Look } from './looks.ts';
import { contextOf } from './machine.ts';
import { namesOf, userName } from './names.ts';

export const netstat: Look = (m, { host }, args) => {
  const ctx = contextOf(m, host);
  const routes = ctx.stack.ifaces
    .filter(({ addr }) => addr !== LOOPBACK)
    .map(({ addr, prefix, name }) => ({
      network: (addr & (prefix === 0 ? 0 : -1 << (32 - prefix))) >>> 0,
      prefix,
      iface: name,
    }));
  const source = {
    socks: sockDiag(ctx),
    names: namesOf(ctx),
    user: (uid: number) => userName(ctx, uid),
    program: (pid: number) => processOf(ctx.kernel, pid)?.argv[0] ?? '',
    file: (name: 'snmp' | 'netstat') => counterFile(ctx, name),
    routes,
  };
  return netstatText(source, args);
};
