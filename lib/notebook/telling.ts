// Telling: what has happened on a session's machine since the last look, as updates for a page.
//
// One idea: an update is a fold of the trace, or a table of now that is another than the one told last;
// nothing here changes the machine.

import { decodeText } from '../kernel/bytes.ts';
import { isAtRest, whoWaits } from '../machine/inspect.ts';
import { hostOf, traceOf } from '../machine/machine.ts';
import { exitStatus, runCommandLine } from '../machine/shell.ts';
import { tcpTable } from '../machine/ss.ts';
import { formatEndpoint } from '../net/ip.ts';
import type { CopyEvent, TraceEvent } from '../sim/trace.ts';
import { straceEntries } from '../view/strace.ts';
import { segmentLabel, tcpdumpLines } from '../view/tcpdump.ts';
import { lostAtEnd } from './leaks.ts';
import type { CopyLine, PacketLine, SyscallLine, TerminalId, Update, Waiting } from './messages.ts';
import { debugRoom } from './room.ts';
import type { Session } from './session.ts';

/** How many packets the packet list is folded from. */
const KEPT_PACKETS = 1500;

/** What a program prints on a terminal. */
export function output(terminal: TerminalId, stream: 1 | 2, text: string): Update {
  return { type: 'output', terminal, stream, text };
}

/** Folds the events that have not been told yet into updates. */
export function tellEvents(session: Session): Update[] {
  const fresh = eventsSince(session, session.told);
  session.told = session.machine.sim.trace.length;
  // First, because it is this that keeps `open` up to date.
  const calls = syscalls(session, fresh);
  const updates: Update[] = [];
  for (const event of fresh) tellOne(session, event, updates);
  return [...updates, ...calls, ...packets(session)];
}

/** The events from the n-th on, as far as they are kept. */
function eventsSince({ machine }: Session, n: number): TraceEvent[] {
  const events = traceOf(machine);
  return events.slice(Math.max(0, events.length - (machine.sim.trace.length - n)));
}

function tellOne(session: Session, event: TraceEvent, updates: Update[]): void {
  switch (event.kind) {
    case 'task':
      if (event.state === 'new') {
        const { terminals, programs } = session;
        const terminal = terminals.get(event.ppid);
        if (terminal !== undefined) terminals.set(event.pid, terminal);
        const program = programs.get(event.ppid);
        if (program) programs.set(event.pid, program);
      } else if (event.state === 'zombie') {
        ended(session, event, updates);
      }
      return;
    case 'output': {
      if (event.stream === 0) return;
      const terminal = session.terminals.get(event.pid) ?? 0;
      const text = decodeText(event.bytes);
      const last = updates.at(-1);
      const joins =
        last?.type === 'output' && last.terminal === terminal && last.stream === event.stream;
      if (joins) last.text += text;
      else updates.push(output(terminal, event.stream, text));
      return;
    }
    case 'warning': {
      const terminal = session.terminals.get(event.pid) ?? 0;
      const { line, message } = event;
      updates.push({ type: 'warning', terminal, line, message });
      return;
    }
    case 'fault':
      updates.push({
        type: 'fault',
        terminal: session.terminals.get(event.pid) ?? 0,
        ...placeOf(session, event.pid, event.line),
        signal: event.signal,
        message: event.message,
      });
      return;
    case 'sys-enter':
    case 'sys-block':
    case 'sys-exit':
      session.doing = doingAfter(session, event);
      if (session.programs.get(event.pid)?.pid === event.pid) callUpdate(session, event, updates);
      return;
    case 'sys-wake':
      session.doing = doingAfter(session, event);
      return;
    case 'copy':
      copied(session, event, updates);
      return;
    case 'segment':
    case 'datagram':
      // What follows an arrival is the kernel's answer to it, and no call's.
      if (event.at === 'rx') session.doing = undefined;
      session.packets.push({ event, ...(session.doing && { doing: session.doing }) });
      return;
  }
}

/** Tells a copy with the call that it happened in. */
function copied(session: Session, event: CopyEvent, updates: Update[]): void {
  const { n, atUs, how, bytes, from, to } = event;
  const { n: call, pid: _, ...place } = session.doing ?? {};
  const known = { ...(call !== undefined && { call }), ...place };
  const copy: CopyLine = { n, atUs, how, bytes, from, to, ...known };
  const last = updates.findLast((update) => update.type === 'copies');
  if (last) last.lines.push(copy);
  else updates.push({ type: 'copies', lines: [copy] });
}

/** A call that the kernel has begun, or begun again, runs to its end or to where it sleeps. */
function doingAfter(
  session: Session,
  event: Extract<TraceEvent, { kind: 'sys-enter' | 'sys-block' | 'sys-wake' | 'sys-exit' }>,
): Session['doing'] {
  const { kind, pid, name } = event;
  // Whoever is woken goes on a little later; of the calls that wait, those that send are at work then.
  if (kind === 'sys-wake' && !/^(write|send|splice)/.test(name)) return session.doing;
  const begun = kind === 'sys-enter' ? event : kind === 'sys-wake' && session.open.get(pid);
  if (!begun) return undefined;
  return { n: begun.n, pid, ...placeOf(session, pid, begun.line) };
}

/** Only the newest call matters to the marked line, so an older one is replaced. */
function callUpdate(
  session: Session,
  event: Extract<TraceEvent, { kind: 'sys-enter' | 'sys-block' | 'sys-exit' }>,
  updates: Update[],
): void {
  const { pid, name } = event;
  const place = placeOf(
    session,
    pid,
    (event.kind === 'sys-block' ? session.open.get(pid) : event)?.line,
  );
  if (place.line === undefined) return;
  const phase =
    event.kind === 'sys-enter' ? 'enter' : event.kind === 'sys-block' ? 'block' : 'exit';
  const update: Update = { type: 'call', name, phase, line: place.line, ...place };
  const last = updates.at(-1);
  if (last?.type === 'call' && last.file === update.file) updates[updates.length - 1] = update;
  else updates.push(update);
}

function ended(
  session: Session,
  event: Extract<TraceEvent, { kind: 'task' }>,
  updates: Update[],
): void {
  const { pid, status = 0, signal } = event;
  const { machine, shells, terminals } = session;
  const program = session.programs.get(pid);
  if (program?.pid === pid) {
    program.alive = false;
    const terminal = terminals.get(pid) ?? 0;
    updates.push({ type: 'exited', pid, terminal, status, ...(signal && { signal }) });
    if (program.leaks && !signal) {
      const lines = lostAtEnd(machine, program);
      if (lines.length > 0) updates.push({ type: 'leaks', terminal, lines });
    }
    updates.push(...(debugRoom()?.ended(session, program, status, signal) ?? []));
  } else session.programs.delete(pid);
  // It says no more; what it was is known by its program.
  terminals.delete(pid);
  for (const [terminal, seat] of shells) {
    if (pid !== seat.foreground) continue;
    seat.foreground = undefined;
    const shown = exitStatus(machine, seat.shell.host, pid) ?? status;
    updates.push({ type: 'command-done', terminal, status: shown });
  }
}

/** Writes fresh calls as strace lines; a call that has now returned keeps its number. */
function syscalls(session: Session, fresh: readonly TraceEvent[]): Update[] {
  const byPid = new Map<number, TraceEvent[]>();
  for (const event of fresh) {
    if (event.kind !== 'sys-enter' && event.kind !== 'sys-exit' && event.kind !== 'signal')
      continue;
    let list = byPid.get(event.pid);
    if (!list) {
      // The fold needs the beginning of a call that was already under way.
      const begun = event.kind === 'sys-exit' ? session.open.get(event.pid) : undefined;
      list = begun ? [begun] : [];
      byPid.set(event.pid, list);
    }
    list.push(event);
  }
  const lines: SyscallLine[] = [];
  for (const [pid, list] of byPid) {
    const ends = endsOf(list);
    for (const { n, text, name, line, blocked } of straceEntries(list, { pid })) {
      const { atUs, end } = ends.get(n)!;
      lines.push({
        ...{ n, pid, text, name, blocked, atUs },
        ...(end !== undefined && { end }),
        ...placeOf(session, pid, line),
      });
    }
    const enter = list.findLast((event) => event.kind === 'sys-enter');
    const exit = list.findLast((event) => event.kind === 'sys-exit');
    if (enter && !(exit && exit.n > enter.n)) session.open.set(pid, enter);
    else session.open.delete(pid);
  }
  lines.sort((a, b) => a.n - b.n);
  return lines.length > 0 ? [{ type: 'syscalls', lines }] : [];
}

/** When each call of one task began, and which event ended it. */
function endsOf(list: readonly TraceEvent[]): Map<number, { atUs: number; end?: number }> {
  const ends = new Map<number, { atUs: number; end?: number }>();
  let last: { atUs: number; end?: number } = { atUs: 0 };
  for (const { n, atUs, kind } of list) {
    if (kind === 'sys-exit') last.end = n;
    else {
      last = { atUs };
      ends.set(n, last);
    }
  }
  return ends;
}

/** Writes packets that came since the last look; older ones make their numbers relative. */
function packets(session: Session): Update[] {
  if (session.packets.length === session.packetsTold) return [];
  const doing = new Map(session.packets.map((p) => [p.event, p.doing]));
  // Of one host what passes its interfaces, of several each packet where it was sent.
  const several = session.machine.kernels.size > 1;
  const [host] = session.machine.kernels.keys();
  const options = { ...(!several && { host }), time: 'since-first' } as const;
  const lines = tcpdumpLines([...doing.keys()], options);
  const old = new Set<TraceEvent>(
    session.packets.slice(0, session.packetsTold).map((p) => p.event),
  );
  const lost = new Set(
    session.packets.filter(({ event }) => event.at === 'lost').map(({ event }) => event.packet),
  );
  const dropped = Math.max(0, session.packets.length - KEPT_PACKETS);
  session.packets = session.packets.slice(dropped);
  session.packetsTold = session.packets.length;
  const fresh = lines.filter(({ event }) => !old.has(event));
  const names = hostsByAddress(session);
  const told = fresh.map(({ text, event }): PacketLine => {
    const { n, atUs, seg, packet, host } = event;
    const ends = { from: formatEndpoint(seg.src), to: formatEndpoint(seg.dst) };
    const { n: call, ...cause } = doing.get(event) ?? {};
    return {
      ...{ n, atUs, text, label: segmentLabel(seg), ...ends },
      ...(several && { hosts: [host, names.get(seg.dst.addr) ?? ''] }),
      ...(several && lost.has(packet) && { lost: true }),
      ...(call !== undefined && { call, ...cause }),
    };
  });
  return told.length > 0 ? [{ type: 'packets', lines: told }] : [];
}

function hostsByAddress({ machine: { net } }: Session): Map<number, string> {
  const names = new Map<number, string>();
  for (const [name, { ifaces }] of net.stacks) for (const { addr } of ifaces) names.set(addr, name);
  return names;
}

/**
 * Tells the tables of now, unless they are those that were told last; `hasty`: only hosts on which
 * something has happened are asked for their sockets again.
 */
export function tellTables(session: Session, hasty = false): Update[] {
  if (session.replaying) return [];
  const { machine, folded } = session;
  const same = hasty ? folded.sockets : new Map<string, string>();
  const busy = new Set(eventsSince(session, folded.events).map(({ host }) => host));
  const fresh = [...machine.kernels.keys()].map((host): [string, string] => {
    const known = busy.has(host) ? undefined : same.get(host);
    return [host, known ?? tcpTable(machine, host)];
  });
  session.folded = { events: machine.sim.trace.length, sockets: new Map(fresh) };
  const { sockets, files, waiting } = tablesOf(session, session.folded.sockets);
  const said = JSON.stringify([sockets, files, waiting]);
  if (said === session.tables) return [];
  session.tables = said;
  return [{ type: 'tables', sockets, files, waiting, atUs: session.machine.sim.nowUs }];
}

/** The tables that a reader would see by asking for them; `known`: of sockets, by host. */
export function tablesOf(
  session: Session,
  known?: ReadonlyMap<string, string>,
): { sockets: string; files: string; waiting: Waiting[] } {
  const { machine, program } = session;
  const hosts = [...machine.kernels.keys()];
  const several = hosts.length > 1;
  const sockets = hosts.map((host) => known?.get(host) ?? tcpTable(machine, host));
  const waiting = whoWaits(machine).map(({ pid, comm, host, text, typing, line }) => ({
    ...{ pid, comm, typing },
    ...(several && { host }),
    text: several ? `On ${host}, ${text}.` : `${text}.`,
    ...placeOf(session, pid, line),
  }));
  return {
    sockets: several
      ? hosts.map((host, i) => `${host}$ ss -tan\n${sockets[i]}`).join('\n')
      : sockets[0],
    files: program?.alive ? filesText(session, program.pid) : '',
    waiting,
  };
}

function filesText({ machine, shells }: Session, pid: number): string {
  const host = hostOf(machine, pid);
  const seat = [...shells.values()].find(({ shell }) => shell.host === host);
  if (!seat) return '';
  const result = runCommandLine(machine, seat.shell, `ls -l /proc/${pid}/fd`);
  return result.kind === 'text' ? result.output : '';
}

/** Tells that the machine has come to rest, or is at work again, where that was not told last. */
export function tellRest(session: Session): Update[] {
  const resting = isAtRest(session.machine);
  if (resting === session.resting) return [];
  session.resting = resting;
  return [{ type: 'rest', resting }];
}

/** Where a reader's program is: the line and, where programs of several texts run, the text. */
export function placeOf(
  session: Session,
  pid: number,
  line: number | undefined,
): { line?: number; file?: string } {
  const program = session.programs.get(pid);
  if (!program || line === undefined) return {};
  if (!session.world) return { line };
  // A call is told with its line alone, which is not enough where a program has several texts.
  const texts = program.image.files.filter(({ library }) => !library);
  return texts.length === 1 ? { line, file: texts[0].name } : {};
}
