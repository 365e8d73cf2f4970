// File descriptors: the fd tables of the watched processes and what stands behind each number.
//
// One idea: a number is a slot in a process's table, the slot points at an open file description in
// the kernel, and the description points at a socket, a terminal or a file. dup(2) and fork(2) copy
// pointers; only the last close frees what is pointed at.
//
// Units: fds and reference counts are counts; times in us of virtual time.
// Source: open(2), dup(2), fork(2); Linux fs/file.c.

import type {
  Endpoint,
  OpenFileEvent,
  SysEnter,
  SysExit,
  TaskEvent,
  TcpState,
  TraceEvent,
} from '../sim/trace.ts';
import { counted } from './amounts.ts';
import { awaitedText, callText, endpointText, errorText } from './words.ts';

/** One used number of a process's table. `fresh` is true in the frame that filled it. */
export interface FdSlot {
  fd: number;
  file: number;
  fresh: boolean;
}

export interface FdProcess {
  pid: number;
  comm: string;
  slots: FdSlot[];
}

/** An open file description. `refs` counts the slots that point at it, in all processes. */
export interface FdFile {
  file: number;
  refs: number;
  what: OpenFileEvent['what'];
  /** What `ls -l /proc/PID/fd` shows. */
  target: string;
  sock?: number;
  /** Reference count, or socket state, changed in this frame. */
  changed: boolean;
}

export interface FdSocket {
  sock: number;
  state: TcpState;
  local?: Endpoint;
  remote?: Endpoint;
  listening: boolean;
}

/** One moment: everything that the figure draws, and the sentence that tells it. */
export interface FdFrame {
  n: number;
  atUs: number;
  pid: number;
  call?: string;
  callText: string;
  line?: number;
  result?: number;
  blocked: boolean;
  say: string;
  processes: FdProcess[];
  files: FdFile[];
  sockets: FdSocket[];
}

interface State {
  comm: Map<number, string>;
  tables: Map<number, Map<number, number>>;
  files: Map<number, Omit<FdFile, 'file' | 'changed'>>;
  sockets: Map<number, FdSocket>;
  /** `pid/fd` of slots filled, and numbers of files changed, since the last frame. */
  freshSlots: Set<string>;
  changedFiles: Set<number>;
  /** By process: the call that it is in. */
  calls: Map<number, SysEnter>;
  /** The process that was there first; the others are its children. */
  rootPid?: number;
}

/** Folds a run into one frame per finished or blocked call of `host`'s processes. */
export function fdFrames(events: readonly TraceEvent[], host: string): FdFrame[] {
  const state: State = {
    comm: new Map(),
    tables: new Map(),
    files: new Map(),
    sockets: new Map(),
    freshSlots: new Set(),
    changedFiles: new Set(),
    calls: new Map(),
  };
  const frames: FdFrame[] = [];
  for (const event of events) {
    if (event.host !== host) continue;
    // A thread has no table; what it opens and closes shows in the table of its process.
    if (event.kind === 'task' && event.tgid !== undefined) continue;
    if (event.kind === 'sys-enter') {
      if (frames.length === 0) frames.push(startFrame(state, event.pid));
      state.calls.set(event.pid, event);
    }
    note(state, event);
    if (event.kind === 'task' && event.state === 'zombie') frames.push(endFrame(state, event));
    if (event.kind === 'sys-exit' && state.tables.has(event.pid)) {
      frames.push(exitFrame(state, event));
    }
    if (event.kind === 'sys-block' && event.on !== 'sleep' && event.on !== 'tty') {
      frames.push({
        ...draw(state),
        n: event.n,
        atUs: event.atUs,
        pid: event.pid,
        call: event.name,
        callText: textOf(state, event.pid),
        line: state.calls.get(event.pid)?.line,
        blocked: true,
        say: `${textOf(state, event.pid)} waits for ${awaitedText(event.on)}. The table does not change.`,
      });
    }
  }
  return frames;
}

function textOf(state: State, pid: number): string {
  const call = state.calls.get(pid);
  return call ? callText(call) : '';
}

function endFrame(state: State, event: TaskEvent): FdFrame {
  const child = event.pid !== state.rootPid;
  return {
    ...draw(state),
    n: event.n,
    atUs: event.atUs,
    pid: event.pid,
    callText: 'exit',
    blocked: false,
    say: child
      ? 'The child exited. The kernel closed every number in its table, and each description lost a reference.'
      : 'The process exited, and its table with it. The kernel closed what it had left open: nothing remains.',
  };
}

function startFrame(state: State, pid: number): FdFrame {
  state.rootPid = pid;
  const slots = [...(state.tables.get(pid)?.keys() ?? [])].sort((a, b) => a - b);
  return {
    ...draw(state),
    n: 0,
    atUs: 0,
    pid,
    callText: 'before the first call',
    blocked: false,
    say: `The process was born with ${slots.join(', ')} already taken: standard input, output and error, all the terminal.`,
  };
}

function note(state: State, event: TraceEvent): void {
  switch (event.kind) {
    case 'task':
      if (event.state === 'new') {
        state.comm.set(event.pid, event.comm);
        if (!state.tables.has(event.pid)) state.tables.set(event.pid, new Map());
      } else if (event.state === 'zombie' || event.state === 'gone') {
        state.tables.delete(event.pid);
      } else if (event.comm) {
        state.comm.set(event.pid, event.comm);
      }
      return;
    case 'fd':
      noteFd(state, event.pid, event.fd, event.op === 'close' ? undefined : event.file);
      if (event.op !== 'close') fileOf(state, event.file).target = event.target;
      return;
    case 'open-file': {
      const file = fileOf(state, event.file);
      file.refs = event.refs;
      file.what = event.what;
      if (event.sock !== undefined) file.sock = event.sock;
      state.changedFiles.add(event.file);
      if (event.refs === 0) state.files.delete(event.file);
      return;
    }
    case 'sock':
      if (event.op === 'free') state.sockets.delete(event.sock);
      else socketOf(state, event.sock).local = event.local ?? socketOf(state, event.sock).local;
      return;
    case 'tcp-state': {
      const sock = socketOf(state, event.sock);
      sock.state = event.to;
      sock.local = event.local;
      if (event.to === 'LISTEN') sock.listening = true;
      else sock.remote = event.remote;
      return;
    }
    default:
  }
}

function noteFd(state: State, pid: number, fd: number, file: number | undefined): void {
  let table = state.tables.get(pid);
  if (!table) {
    table = new Map();
    state.tables.set(pid, table);
  }
  if (file === undefined) {
    table.delete(fd);
    return;
  }
  table.set(fd, file);
  state.freshSlots.add(`${pid}/${fd}`);
}

function fileOf(state: State, id: number): Omit<FdFile, 'file' | 'changed'> {
  let file = state.files.get(id);
  if (!file) {
    file = { refs: 1, what: 'file', target: '' };
    state.files.set(id, file);
  }
  return file;
}

function socketOf(state: State, id: number): FdSocket {
  let sock = state.sockets.get(id);
  if (!sock) {
    sock = { sock: id, state: 'CLOSE', listening: false };
    state.sockets.set(id, sock);
  }
  return sock;
}

/** Copies the state out, and forgets what was fresh. */
function draw(state: State): Pick<FdFrame, 'processes' | 'files' | 'sockets'> {
  const used = new Set<number>();
  const processes = [...state.tables].map(([pid, table]) => ({
    pid,
    comm: state.comm.get(pid) ?? '',
    slots: [...table]
      .sort((a, b) => a[0] - b[0])
      .map(([fd, file]) => ({ fd, file, fresh: state.freshSlots.has(`${pid}/${fd}`) })),
  }));
  const files = [...state.files].map(([file, about]) => {
    if (about.sock !== undefined) used.add(about.sock);
    return { file, ...about, changed: state.changedFiles.has(file) };
  });
  const sockets = [...state.sockets.values()]
    .filter((sock) => used.has(sock.sock))
    .map((sock) => ({ ...sock }));
  state.freshSlots.clear();
  state.changedFiles.clear();
  return { processes, files, sockets };
}

function exitFrame(state: State, event: SysExit): FdFrame {
  // The words need what has just changed, so they are found before draw() forgets it.
  const say = sentence(state, event);
  return {
    ...draw(state),
    n: event.n,
    atUs: event.atUs,
    pid: event.pid,
    call: event.name,
    callText: callText(event),
    line: event.line,
    result: event.result,
    blocked: false,
    say,
  };
}

function sentence(state: State, event: SysExit): string {
  const { name, result, args } = event;
  const call = event.pid === state.rootPid ? callText(event) : `In the child ${callText(event)}`;
  if (result < 0) return `${call} failed: ${errorText(result)}. The table is as it was.`;
  switch (name) {
    case 'socket':
      return `socket() returned ${result}, the lowest free number. Behind it stands a new open file description, and behind that a socket without address.`;
    case 'accept':
    case 'accept4':
      return `${call} returned ${result}, the lowest free number: a second socket, connected to ${peerOf(state, event.pid, result)}. The listener keeps its own number ${args[0]}.`;
    case 'bind':
      return `${call} gave the socket its address. No number was used: the slot still points at the same description.`;
    case 'listen':
      return `${call} made it a listener. The number is the same.`;
    case 'close':
      return closeSentence(state, event, call);
    case 'dup':
    case 'dup2':
    case 'dup3':
      return `${call} returned ${result}: a second number for the same open file description, which now has ${counted(refsAt(state, event.pid, result), 'reference')}.`;
    case 'fork':
    case 'clone':
    case 'vfork':
      return result === 0
        ? 'In the child fork() returned 0. Its table is a copy, and every copied number points where the parent’s points.'
        : `fork() returned ${result}, the child’s pid. The table was copied, the descriptions were not: each has more references now.`;
    case 'read':
      return `${call} returned ${result} bytes. Numbers and references are as they were.`;
    case 'write':
      return `${call} sent ${result} bytes through the description. Numbers and references are as they were.`;
    case 'wait4':
      return `${call} returned ${result}: that child is gone.`;
    default:
      return `${call} returned ${result}.`;
  }
}

function closeSentence(state: State, event: SysExit, call: string): string {
  const fd = event.args[0];
  const survivor = [...state.changedFiles].find((file) => state.files.has(file));
  if (survivor === undefined) {
    return `${call} freed slot ${fd}. It was the last reference, so the description went too, and the connection with it.`;
  }
  const file = state.files.get(survivor)!;
  const listening = file.sock !== undefined && state.sockets.get(file.sock)?.listening;
  const left = counted(file.refs, 'reference');
  return `${call} freed slot ${fd}. The description lives on: ${left} left, and the ${listening ? 'listener' : 'connection'} stays open.`;
}

function peerOf(state: State, pid: number, fd: number): string {
  const sock = state.files.get(state.tables.get(pid)?.get(fd) ?? -1)?.sock;
  const remote = sock === undefined ? undefined : state.sockets.get(sock)?.remote;
  return remote ? endpointText(remote) : 'its client';
}

function refsAt(state: State, pid: number, fd: number): number {
  return state.files.get(state.tables.get(pid)?.get(fd) ?? -1)?.refs ?? 0;
}
