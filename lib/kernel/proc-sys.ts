// /proc/sys: the knobs of this machine as files, and beside them numbers that programs read there and nobody turns.
//
// One idea: a folder is what the paths below it begin with, so it needs no list of its own.
//
// Source: proc(5); Linux 6.18's values for a machine of this size.
// Departs: what is written to a number that is only told stays as it was.

import { CONGESTION_CONTROLS, setSysctlText, type TcpSysctl } from '../tcp/sysctl.ts';
import type { Ctx } from './kernel.ts';

/** What uname(2) and /proc say of the kernel. */
export const RELEASE = '6.18.44';

/** Knobs that have several numbers in one file. */
const LISTS: Readonly<Record<string, readonly (keyof TcpSysctl)[]>> = {
  ip_local_port_range: ['ip_local_port_min', 'ip_local_port_max'],
  tcp_rmem: ['tcp_rmem_min', 'tcp_rmem_default', 'tcp_rmem_max'],
  tcp_wmem: ['tcp_wmem_min', 'tcp_wmem_default', 'tcp_wmem_max'],
};

const CORE: readonly string[] = ['somaxconn', 'rmem_max', 'wmem_max'];

/** What is told and cannot be turned, by the path below /proc/sys. */
const TOLD: Readonly<Record<string, string>> = {
  'fs/file-max': '209715',
  'fs/mqueue/msg_max': '10',
  'fs/mqueue/msgsize_max': '8192',
  'fs/nr_open': '1048576',
  'fs/pipe-max-size': '1048576',
  'kernel/domainname': '(none)',
  'kernel/msgmax': '8192',
  'kernel/msgmnb': '16384',
  'kernel/msgmni': '32000',
  'kernel/osrelease': RELEASE,
  'kernel/ostype': 'Linux',
  'kernel/pid_max': '32768',
  'kernel/sem': '32000\t1024000000\t500\t32000',
  'kernel/shmmni': '4096',
  'kernel/threads-max': '16384',
  'net/core/netdev_max_backlog': '1000',
  'net/core/rmem_default': '212992',
  'net/core/wmem_default': '212992',
  'net/ipv4/icmp_echo_ignore_all': '0',
  'net/ipv4/icmp_echo_ignore_broadcasts': '1',
  'net/ipv4/ip_default_ttl': '64',
  'net/ipv4/ip_forward': '0',
  'net/ipv4/tcp_adv_win_scale': '1',
  'net/ipv4/tcp_available_congestion_control': CONGESTION_CONTROLS.join(' '),
  'net/ipv6/bindv6only': '0',
  'net/unix/max_dgram_qlen': '10',
  'vm/overcommit_memory': '0',
  'vm/swappiness': '60',
};

/** The number or numbers of a knob. */
function knobText(sysctl: TcpSysctl, name: string): string | undefined {
  if (name === 'tcp_congestion_control') return CONGESTION_CONTROLS[sysctl.tcp_congestion_control];
  const names = Object.hasOwn(LISTS, name) ? LISTS[name] : [name as keyof TcpSysctl];
  if (!names.every((one) => Object.hasOwn(sysctl, one))) return undefined;
  return names.map((one) => sysctl[one]).join('\t');
}

const knobOf = (path: string) => /^net\/(?:core|ipv4)\/(\w+)$/.exec(path)?.[1];

/** The text of a file by its path below /proc/sys; undefined for no such file. */
export function sysText(ctx: Ctx, path: string): string | undefined {
  if (path === 'kernel/hostname') return `${ctx.kernel.host}\n`;
  const told = Object.hasOwn(TOLD, path) ? TOLD[path] : undefined;
  const knob = told === undefined ? knobOf(path) : undefined;
  const text = knob === undefined ? told : knobText(ctx.stack.sysctl, knob);
  return text === undefined ? undefined : `${text}\n`;
}

/** Lists what lies in a folder by its path below /proc/sys, '' for that itself; undefined for no folder. */
export function sysNames(ctx: Ctx, folder: string): string[] | undefined {
  const parts = new Set<string>(Object.values(LISTS).flat());
  const knobs = Object.keys(ctx.stack.sysctl).filter((name) => !parts.has(name));
  const paths = [...knobs, ...Object.keys(LISTS)].map(
    (name) => `net/${CORE.includes(name) ? 'core' : 'ipv4'}/${name}`,
  );
  const inside = folder === '' ? '' : `${folder}/`;
  const names = [...paths, ...Object.keys(TOLD), 'kernel/hostname']
    .filter((path) => path.startsWith(inside))
    .map((path) => path.slice(inside.length).split('/')[0]);
  return names.length > 0 ? [...new Set(names)].sort() : undefined;
}

/** Turns a knob to what is written; true when there is one and it takes that. */
export function writeSys(ctx: Ctx, path: string, text: string): boolean {
  const knob = knobOf(path);
  if (knob === undefined || knobText(ctx.stack.sysctl, knob) === undefined) return false;
  return setSysctlText(ctx.stack.sysctl, knob, text) === undefined;
}
