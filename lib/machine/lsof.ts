// lsof on a host of the machine: what each process has open, in lsof's columns.

import { O_ACCMODE, O_RDONLY, O_WRONLY } from '../abi/constants.ts';
import { itemsOf } from '../kernel/epoll.ts';
import { openFds } from '../kernel/fd-table.ts';
import type { Ctx, FileNode, OpenFile, Process } from '../kernel/kernel.ts';
import { targetOf } from '../kernel/open-file.ts';
import { ANONYMOUS_INO, inodeOf, shownFlags } from '../kernel/proc-process.ts';
import { type DiagSock, sockDiag } from '../kernel/sock-diag.ts';
import { lookUp } from '../kernel/vfs.ts';
import { type LsofFile, type LsofProcess, lsofText } from '../view/lsof.ts';
import type { Look } from './looks.ts';
import { contextOf } from './machine.ts';
import { namesOf, userName } from './names.ts';

export const lsof: Look = (m, { host }, args) => {
  const ctx = contextOf(m, host);
  return lsofText(openFiles(ctx), namesOf(ctx), args);
};

/** Lists every process with its files, the oldest first. */
function openFiles(ctx: Ctx): LsofProcess[] {
  const socks = new Map(sockDiag(ctx).map((sock) => [sock.cookie, sock]));
  return [...ctx.kernel.tasks.values()]
    .filter(({ tid, process, state }) => tid === process.pid && state !== 'zombie')
    .sort((a, b) => a.tid - b.tid)
    .map(({ process }) => {
      const { pid, ppid, pgid, comm, uid } = process;
      const files = [...places(ctx, process), ...descriptors(ctx, process, socks)];
      return { pid, ppid, pgid, comm, uid, user: userName(ctx, uid), files };
    });
}

/** Where it is, where its tree begins, and what it runs. */
function places(ctx: Ctx, { cwd, exe }: Process): LsofFile[] {
  const paths: [string, string | undefined][] = [
    ['cwd', cwd],
    ['rtd', '/'],
    ['txt', exe],
  ];
  return paths.flatMap(([fd, path]): LsofFile[] => {
    const node = path === undefined ? undefined : lookUp(ctx, path);
    return node ? [{ ...ofNode(node, path!), fd, access: ' ' }] : [];
  });
}

type Rest = Omit<LsofFile, 'fd' | 'access' | 'flags'>;

const TYPES: Record<FileNode['kind'], string> = {
  ...{ file: 'REG', directory: 'DIR', device: 'CHR', symlink: 'LINK', fifo: 'FIFO' },
  socket: 'sock',
};

/** Device numbers as `major,minor`: of the disk, of pipes, sockets and anonymous inodes. */
const DISK = '8,1';
const PIPES = '0,15';
const SOCKETS = '0,9';
const ANONYMOUS = '0,16';

function ofNode(node: FileNode, path: string): Rest {
  const { kind, bytes, ino, rdev = 0, nlink } = node;
  const device = kind === 'device' ? `${rdev >> 8},${rdev & 255}` : DISK;
  const sized = kind === 'file' || kind === 'directory';
  const size = !sized ? '0t0' : String(kind === 'directory' ? 4096 : bytes.length);
  return { type: TYPES[kind], device, size, node: String(ino), name: path, path, links: nlink };
}

function descriptors(ctx: Ctx, process: Process, socks: Map<number, DiagSock>): LsofFile[] {
  return openFds(process).map(({ fd, file, cloexec }) => {
    const flags = shownFlags(file, cloexec);
    const mode = flags & O_ACCMODE;
    const access = mode === O_RDONLY ? 'r' : mode === O_WRONLY ? 'w' : 'u';
    return { ...describe(ctx, file, socks), fd: String(fd), access, flags };
  });
}

function describe(ctx: Ctx, file: OpenFile, socks: Map<number, DiagSock>): Rest {
  const { what, object, path } = file;
  const node = String(inodeOf(ctx, file));
  if (what === 'socket') return ofSocket(file, socks.get(object));
  if (what === 'tty') {
    return {
      type: 'CHR',
      device: `136,${object}`,
      size: '0t0',
      node,
      name: targetOf(file),
      links: 1,
    };
  }
  if (what === 'pipe') {
    const device = path === undefined ? PIPES : DISK;
    const named = path === undefined ? { name: 'pipe' } : { name: path, path };
    return { type: 'FIFO', device, size: '0t0', node, ...named, links: 1 };
  }
  const inode = what === 'file' ? ctx.kernel.inodes.get(object) : undefined;
  if (inode) return ofNode(inode, path ?? '');
  const common = {
    type: 'a_inode',
    device: ANONYMOUS,
    size: '0',
    node: String(ANONYMOUS_INO),
    links: 1,
  };
  if (what === 'epoll') {
    const fds = itemsOf(ctx.kernel, object).map(({ fd }) => fd);
    return { ...common, name: `[eventpoll:${fds.sort((a, b) => a - b).join(',')}]` };
  }
  return { ...common, name: what === 'eventfd' ? `[eventfd:${object}]` : `[${what}]` };
}

function ofSocket({ object, socket }: OpenFile, sock: DiagSock | undefined): Rest {
  const node = String(object);
  if (!sock) {
    const proto = socket!.type.toUpperCase();
    return { type: 'sock', device: SOCKETS, size: '0t0', node, name: `protocol: ${proto}` };
  }
  if ('family' in sock) {
    const type = `IPv${sock.family}`;
    const name = sock.proto.toUpperCase();
    return { type, device: node, size: '0t0', node: name, name: '', inet: sock };
  }
  const kinds = { u_str: 'STREAM', u_dgr: 'DGRAM', u_seq: 'SEQPACKET' };
  const states = { LISTEN: 'LISTEN', ESTABLISHED: 'CONNECTED' };
  const kind = `type=${kinds[sock.proto]}`;
  return {
    ...{ type: 'unix', device: `0x${object.toString(16).padStart(16, '0')}`, size: '0t0', node },
    name: sock.name ? `${sock.name} ${kind}` : kind,
    state: states[sock.state as keyof typeof states] ?? 'UNCONNECTED',
    ...(sock.name && { path: sock.name }),
  };
}
