// Looking: the machine at one moment as a reader sees it, the same for the present and the past.
//
// One idea: a view is a fold of one session's machine; where in the run that session stands is
// somebody else's business (replay.ts).

import type { Image } from '../cc/image.ts';
import { framesOf } from '../debug/debugger.ts';
import { globalTrees, localTrees, memorySpans, type Tree } from '../debug/inspect.ts';
import type { Task } from '../kernel/kernel.ts';
import type { DiagInet } from '../kernel/sock-diag.ts';
import { imageOf } from '../machine/c-programs.ts';
import { hostOf, type Machine, readProcFd, taskAt, whoWaits } from '../machine/machine.ts';
import { inetSockets } from '../machine/ss.ts';
import { stateText } from '../view/ss.ts';
import { stackFrames, type VmState } from '../vm/state.ts';
import type { FdText, Look, TaskText, ValueView, View } from './messages.ts';
import type { Session } from './session.ts';
import { tablesOf } from './telling.ts';

/** Most bytes of memory in a view. */
const MEMORY_BYTES = 256;

/** The state of a task's program, or what it has left behind; undefined for what is no C program. */
export function stateOfTask(m: Machine, tid: number): VmState | undefined {
  const task = taskAt(m, tid);
  const state = task?.program === 'c' && task.data ? task.data : task?.process.core;
  return state as VmState | undefined;
}

/** Whether an image is of a program of the reader's. */
export function isOwn({ programs }: Session, imageId: string): boolean {
  return [...programs.values()].some(({ image }) => image.id === imageId);
}

/** What is shown of a task: index of the frames that the reader's eyes are for. */
function shownFrames(s: VmState, image: Image) {
  return framesOf(s, image).filter((frame) => !frame.library);
}

/** Folds a session into what a reader looks at; `paused` are the tasks that stand. */
export function viewOf(
  session: Session,
  look: Look,
  tid: number | undefined,
  paused: ReadonlyMap<number, { line: number }>,
): Omit<View, 'at'> {
  const { machine } = session;
  const { sockets, files, waiting } = tablesOf(session);
  const base = {
    atUs: machine.sim.nowUs,
    ...{ sockets, files, waiting, tasks: tasksOf(session, paused) },
    fds: tid === undefined ? [] : fdsOf(session, tid),
  };
  const nothing = { frames: [], frame: 0, locals: [], globals: [], memory: [] };
  const state = tid === undefined ? undefined : stateOfTask(machine, tid);
  if (!state) return { ...base, ...nothing, ...(tid !== undefined && { tid }) };
  const image = imageOf(state.imageId);
  const own = isOwn(session, image.id);
  const frames = shownFrames(state, image);
  const frame = Math.min(look.frame ?? 0, Math.max(0, frames.length - 1));
  const open = new Set(look.open);
  const index = frames[frame]?.index ?? 0;
  const at = look.bytesAt ?? frameStart(state, index);
  return {
    ...base,
    tid,
    frames: frames.map(({ name, line, file }) => ({
      name,
      line,
      own,
      ...(session.world && { file }),
    })),
    frame,
    locals: frames[frame] ? localTrees(state, image, index, open).map(seen) : [],
    globals: globalTrees(state, image, open).map(seen),
    memory: memorySpans(
      state,
      image,
      at,
      look.bytesAt === undefined ? frameBytes(state, image, index) : MEMORY_BYTES,
    ),
  };
}

function seen(tree: Tree): ValueView {
  const { parts, ...rest } = tree;
  return { ...rest, changed: false, ...(parts && { parts: parts.map(seen) }) };
}

function frameStart(s: VmState, index: number): number {
  return stackFrames(s)[index]?.sp ?? s.sp;
}

/** A frame's memory, as much of it as is shown; of an empty one what lies above. */
function frameBytes(s: VmState, image: Image, index: number): number {
  const frame = stackFrames(s)[index];
  const bytes = frame ? image.functions[frame.fn].frameBytes : 0;
  return Math.min(MEMORY_BYTES, Math.max(64, bytes));
}

function tasksOf(session: Session, paused: ReadonlyMap<number, { line: number }>): TaskText[] {
  const { kernels } = session.machine;
  const waits = new Map(whoWaits(session.machine).map((w) => [w.pid, w]));
  const several = kernels.size > 1;
  return [...kernels]
    .flatMap(([host, { tasks }]) => [...tasks.values()].map((task) => ({ host, task })))
    .filter(({ task: { state } }) => state !== 'unborn')
    .map(({ host, task }) => {
      const { tid, process } = task;
      const stands = paused.get(tid);
      const line = stands?.line ?? waits.get(tid)?.line;
      return {
        ...{ tid, comm: process.comm, paused: stands !== undefined },
        ...(tid !== process.pid && { thread: process.pid }),
        does: doesText(task, waits.get(tid)?.text, stands),
        ...(line !== undefined && { line }),
        ...(several && { host }),
      };
    });
}

function doesText(task: Task, waits: string | undefined, stands?: { line: number }): string {
  if (stands) return `is paused before line ${stands.line}`;
  if (waits) return waits.replace(`${task.process.comm} `, '');
  if (task.state === 'zombie') return 'has ended, and nobody has asked how';
  return task.state === 'stopped' ? 'is stopped' : task.state === 'blocked' ? 'sleeps' : 'runs';
}

/** A task's descriptors, with the state and the queues of those that are sockets. */
export function fdsOf(session: Session, tid: number): FdText[] {
  const { machine } = session;
  const pid = taskAt(machine, tid)?.process.pid ?? tid;
  const host = hostOf(machine, pid);
  if (host === undefined) return [];
  const socks = inetSockets(machine, host);
  return readProcFd(machine, host, pid).map((info) => {
    const row = socks.find(({ users }) =>
      users.some((user) => user.pid === pid && user.fd === info.fd),
    );
    const flags = [info.nonblock && 'O_NONBLOCK', info.cloexec && 'CLOEXEC'].filter(Boolean);
    const shared = info.refs > 1 ? [`${info.refs} references`] : [];
    return {
      ...{ fd: info.fd, target: info.target, fresh: false },
      says: row ? socketText(row) : info.sock === undefined ? '' : 'not bound to anything yet',
      flags: [...flags, ...shared].join(', '),
    };
  });
}

function socketText({ state, recvQ, sendQ, local, peer }: DiagInet): string {
  if (state === 'LISTEN') {
    const waiting = recvQ === 1 ? '1 connection waits' : `${recvQ} connections wait`;
    return `LISTEN on port ${local.port}; ${waiting} for accept, at most ${sendQ + 1} may`;
  }
  const to = peer.port === 0 ? '' : ` to port ${peer.port}`;
  return `${stateText(state)}${to}; ${recvQ} bytes to read, ${sendQ} not acknowledged`;
}
