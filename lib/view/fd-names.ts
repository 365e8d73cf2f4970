// What is behind each descriptor at a moment of the trace, as `strace -yy` and lsof name it.

import type { Endpoint, TraceEvent } from '../sim/trace.ts';

export interface FdNames {
  /** Target and open file description by `host/pid/fd`. */
  fds: Map<string, { target: string; file: number }>;
  /** Socket number by `host/file`. */
  socks: Map<string, number>;
  /** Addresses by `host/sock`. */
  ends: Map<string, { type: string; local?: Endpoint; remote?: Endpoint }>;
  /** Process by thread, for threads that are not the first: they use its table. */
  groups: Map<number, number>;
}

/** Starts with nothing open. */
export function createFdNames(): FdNames {
  return { fds: new Map(), socks: new Map(), ends: new Map(), groups: new Map() };
}

/** Takes one event into account. */
export function noteFdName(names: FdNames, event: TraceEvent): void {
  const { host } = event;
  switch (event.kind) {
    case 'fd': {
      const key = `${host}/${event.pid}/${event.fd}`;
      if (event.op === 'close') names.fds.delete(key);
      else names.fds.set(key, { target: event.target, file: event.file });
      return;
    }
    case 'task':
      if (event.tgid !== undefined) names.groups.set(event.pid, event.tgid);
      return;
    case 'open-file':
      if (event.sock !== undefined) names.socks.set(`${host}/${event.file}`, event.sock);
      return;
    case 'sock': {
      const key = `${host}/${event.sock}`;
      const type = event.type.toUpperCase();
      // connect(2) binds too, but a socket has a name to show only once it has a peer or listens.
      if (event.op === 'create') names.ends.set(key, { type, local: event.local });
      return;
    }
    case 'tcp-state': {
      const key = `${host}/${event.sock}`;
      const { local, remote, to } = event;
      if (to === 'LISTEN') names.ends.set(key, { type: 'TCP', local });
      else if (to !== 'CLOSE' && to !== 'SYN_SENT') {
        names.ends.set(key, { type: 'TCP', local, remote });
      }
      return;
    }
  }
}

function endpoint({ addr, port }: Endpoint): string {
  return `${[24, 16, 8, 0].map((shift) => (addr >>> shift) & 255).join('.')}:${port}`;
}

/** Names a descriptor: `<TCP:[127.0.0.1:8080->127.0.0.1:47278]>`; empty for a closed one. */
export function fdName(names: FdNames, host: string, pid: number, fd: number): string {
  const slot = names.fds.get(`${host}/${names.groups.get(pid) ?? pid}/${fd}`);
  if (!slot) return '';
  const sock = names.socks.get(`${host}/${slot.file}`);
  const ends = sock === undefined ? undefined : names.ends.get(`${host}/${sock}`);
  if (!ends) return `<${slot.target}>`;
  if (!ends.local) return `<${ends.type}:[${sock}]>`;
  const peer = ends.remote ? `->${endpoint(ends.remote)}` : '';
  return `<${ends.type}:[${endpoint(ends.local)}${peer}]>`;
}
