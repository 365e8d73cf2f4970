// /proc: the kernel's own records as files.
//
// One idea: nothing is stored; a text is written at the moment of open(2) from what the kernel knows,
// and reads of that description see this one moment.
//
// Source: proc(5).
// Departs: a handful of files, each with the lines that programs about sockets look at.

import { O_ACCMODE } from '../abi/constants.ts';
import { ENXIO } from '../abi/errno.ts';
import { isTaken } from '../sim/taken-numbers.ts';
import { decodeText, encodeText } from './bytes.ts';
import { fileOf, openFds } from './fd-table.ts';
import type { Ctx, FileNode, OpenFile, Task } from './kernel.ts';
import { counterFile, counterFile6, socketFile } from './mib.ts';
import { createFile, targetOf } from './open-file.ts';
import { reopenPipe } from './pipe.ts';
import { groupTable } from './proc-groups.ts';
import { inetTable, unixTable } from './proc-net.ts';
import { fdinfoText, statText, statusText } from './proc-process.ts';
import { RELEASE, sysNames, sysText, writeSys } from './proc-sys.ts';
import { nameOf, rename } from './task-name.ts';

/** Inode numbers of /proc lie above those of files. */
const PROC_INO = 0xf000_0000;

function made(kind: FileNode['kind'], more: Partial<FileNode> = {}): FileNode {
  return {
    ino: PROC_INO,
    kind,
    mode: kind === 'directory' ? 0o555 : kind === 'symlink' ? 0o777 : 0o444,
    uid: 0,
    gid: 0,
    nlink: 0,
    bytes: new Uint8Array(0),
    cached: true,
    atimeUs: 0,
    mtimeUs: 0,
    ctimeUs: 0,
    ...more,
  };
}

function taskOf(ctx: Ctx, pid: number): Task | undefined {
  const task = ctx.kernel.tasks.get(pid);
  return task?.process.pid === pid ? task : undefined;
}

/** The text of one file under /proc/PID; undefined for no such file. */
function ofProcess(ctx: Ctx, task: Task, name: string): string | undefined {
  const { process } = task;
  switch (name) {
    case 'status':
      return statusText(ctx, task);
    case 'comm':
      return `${process.comm}\n`;
    case 'cmdline':
      return process.argv.map((word) => `${word}\0`).join('');
    case 'stat':
      return statText(ctx, task);
    default:
      return undefined;
  }
}

const SYS = '/proc/sys/';

/** The text of a file that belongs to no process. */
function ofKernel(ctx: Ctx, path: string): string | undefined {
  if (path.startsWith(SYS)) return sysText(ctx, path.slice(SYS.length));
  const uptime = (ctx.sim.nowUs / 1e6).toFixed(2);
  switch (path) {
    case '/proc/version':
      return `Linux version ${RELEASE} (sockets-from-scratch)\n`;
    case '/proc/uptime':
      return `${uptime} ${uptime}\n`;
    case '/proc/loadavg':
      return `0.00 0.00 0.00 ${ctx.kernel.runQueue.length + 1}/${ctx.kernel.tasks.size} 1\n`;
    case '/proc/meminfo':
      return 'MemTotal:        2097152 kB\nMemFree:         1048576 kB\n';
    case '/proc/cpuinfo':
      return ctx.kernel.cpus.map((_, i) => `processor\t: ${i}\n`).join('');
    case '/proc/net/snmp':
    case '/proc/net/netstat':
      return counterFile(ctx, path.endsWith('snmp') ? 'snmp' : 'netstat');
    case '/proc/net/snmp6':
      return counterFile6(ctx);
    case '/proc/net/sockstat':
    case '/proc/net/sockstat6':
      return socketFile(ctx, path.endsWith('6') ? 6 : 4);
    case '/proc/net/tcp':
    case '/proc/net/tcp6':
    case '/proc/net/udp':
    case '/proc/net/udp6':
      return inetTable(ctx, path.includes('tcp') ? 'tcp' : 'udp', path.endsWith('6') ? 6 : 4);
    case '/proc/net/igmp':
    case '/proc/net/igmp6':
      return groupTable(ctx, path.endsWith('6'));
    case '/proc/net/unix':
      return unixTable(ctx);
    default:
      return undefined;
  }
}

/** The names in a folder below /proc/sys, or in that itself. */
function namesOfSys(ctx: Ctx, path: string): string[] | undefined {
  return `${path}/`.startsWith(SYS) ? sysNames(ctx, path.slice(SYS.length)) : undefined;
}

/** Finds what /proc has at a path; undefined for nothing. */
export function procNode(ctx: Ctx, who: { pid: number }, path: string): FileNode | undefined {
  if (!path.startsWith('/proc/')) return undefined;
  if (path === '/proc/self') return made('symlink', { target: String(who.pid) });
  if (path === '/proc/net' || namesOfSys(ctx, path)) return made('directory');
  const [, pid, rest = ''] = /^\/proc\/(\d+)(?:\/(.*))?$/.exec(path) ?? [];
  const task = pid === undefined ? undefined : taskOf(ctx, Number(pid));
  if (task) return nodeOfProcess(ctx, task, rest);
  const text = ofKernel(ctx, path);
  const mode = path.startsWith(SYS) ? 0o644 : 0o444;
  return text === undefined ? undefined : made('file', { mode, bytes: encodeText(text) });
}

/** What is open behind a link of /proc/PID/fd; undefined for any other path. */
export function nodeBehind(ctx: Ctx, path: string): FileNode | undefined {
  const [, pid, fd] = OPEN_LINK.exec(path) ?? [];
  const task = fd === undefined ? undefined : taskOf(ctx, Number(pid));
  const file = task && fileOf(task.process, Number(fd));
  if (!file) return undefined;
  if (file.what === 'file') return ctx.kernel.inodes.get(file.object);
  const kinds: Partial<Record<typeof file.what, FileNode['kind']>> = {
    pipe: 'fifo',
    socket: 'socket',
  };
  return made(kinds[file.what] ?? 'file', { mode: 0o600, uid: task.process.uid });
}

const OPEN_LINK = /^\/proc\/(\d+)\/fd\/(\d+)$/;

/** The thread that `task/TID` or `task/TID/comm` is about. */
function threadOf(ctx: Ctx, pid: number, rest: string): Task | undefined {
  const tid = /^task\/(\d+)(?:\/comm)?$/.exec(rest)?.[1];
  const task = tid === undefined ? undefined : ctx.kernel.tasks.get(Number(tid));
  return task?.process.pid === pid ? task : undefined;
}

function nodeOfProcess(ctx: Ctx, task: Task, rest: string): FileNode | undefined {
  const { process } = task;
  const thread = threadOf(ctx, process.pid, rest);
  if (thread) {
    if (!rest.endsWith('/comm')) return made('directory', { mode: 0o555 });
    return made('file', { mode: 0o644, bytes: encodeText(`${nameOf(thread)}\n`) });
  }
  if (/^(fd|fdinfo|task)?$/.test(rest)) {
    return made('directory', { mode: rest === 'fd' ? 0o500 : 0o555 });
  }
  if (rest === 'cwd') return made('symlink', { target: process.cwd });
  if (rest === 'exe')
    return made('symlink', { target: process.exe ?? process.argv[0] ?? process.comm });
  const fd = /^fd\/(\d+)$/.exec(rest)?.[1];
  if (fd !== undefined) {
    const file = fileOf(process, Number(fd));
    // What is open is opened again by openProcLink and not by the words of the link.
    return file && made('symlink', { target: linkText(ctx, file), mode: 0o700 });
  }
  const about = /^fdinfo\/(\d+)$/.exec(rest)?.[1];
  const open = about === undefined ? undefined : fileOf(process, Number(about));
  const text = open
    ? fdinfoText(ctx, open, isTaken(process.fds.cloexec, Number(about)))
    : ofProcess(ctx, task, rest);
  return text === undefined ? undefined : made('file', { bytes: encodeText(text) });
}

/** A file without a name is told by the one that it had. */
function linkText(ctx: Ctx, file: OpenFile): string {
  const text = targetOf(file);
  const gone = file.what === 'file' && ctx.kernel.inodes.get(file.object)?.nlink === 0;
  return gone && text.startsWith('/') && !text.endsWith(DELETED) ? text + DELETED : text;
}

const DELETED = ' (deleted)';

/** Lists a directory of /proc; undefined where the path is none. */
export function procNames(ctx: Ctx, path: string): string[] | undefined {
  if (path === '/proc') {
    const pids = [...ctx.kernel.tasks.keys()].filter((pid) => taskOf(ctx, pid)).map(String);
    return [...pids, 'cpuinfo', 'loadavg', 'meminfo', 'net', 'self', 'sys', 'uptime', 'version'];
  }
  const [, pid, fd] = /^\/proc\/(\d+)(\/fd|\/fdinfo|\/task)?$/.exec(path) ?? [];
  const task = pid === undefined ? undefined : taskOf(ctx, Number(pid));
  if (task && fd === '/task')
    return [...ctx.kernel.tasks.values()]
      .filter(({ process }) => process === task.process)
      .map(({ tid }) => String(tid));
  if (!task) return namesOfSys(ctx, path) ?? (path.startsWith('/proc/') ? [] : undefined);
  if (!fd) return ['cmdline', 'comm', 'cwd', 'exe', 'fd', 'fdinfo', 'stat', 'status', 'task'];
  return openFds(task.process).map((one) => String(one.fd));
}

/**
 * Opens what lies under /proc: a text as of now, or again what a process has open.
 *
 * Undefined for a path elsewhere.
 */
export function openProcLink(ctx: Ctx, path: string, flags: number): OpenFile | number | undefined {
  const [, pid, fd] = OPEN_LINK.exec(path) ?? [];
  if (fd !== undefined) {
    const file = fileOf(ctx.kernel.tasks.get(Number(pid))!.process, Number(fd));
    const again = file && ['pipe', 'tty', 'file'].includes(file.what);
    if (!again) return -ENXIO;
    if (file.what === 'pipe') return reopenPipe(ctx, file, flags);
    const { what, object, path: name } = file;
    return createFile(ctx, { what, flags, object, ...(name !== undefined && { path: name }) });
  }
  const node = procNode(ctx, { pid: 0 }, path);
  if (node?.kind !== 'file') return undefined;
  // The moment's text is a file without a name; it goes when the description does.
  node.ino = ctx.kernel.nextIno++;
  ctx.kernel.inodes.set(node.ino, node);
  const writable = path.startsWith(SYS) || THREAD_NAME.test(path);
  if ((flags & O_ACCMODE) !== 0 && !writable) return -ENXIO;
  return createFile(ctx, { what: 'file', flags, object: node.ino, path });
}

const THREAD_NAME = /^\/proc\/\d+\/task\/(\d+)\/comm$/;

/** Acts on a write to a file under /proc/sys, or to a thread's name; true when it was one. */
export function writeProc(ctx: Ctx, path: string, bytes: Uint8Array): boolean {
  const thread = ctx.kernel.tasks.get(Number(THREAD_NAME.exec(path)?.[1]));
  if (thread) rename(thread, decodeText(bytes));
  if (thread) return true;
  return path.startsWith(SYS) && writeSys(ctx, path.slice(SYS.length), decodeText(bytes));
}
