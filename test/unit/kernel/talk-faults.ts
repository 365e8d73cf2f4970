// Fuzz: several connections at once between programs, over links that fail, with everything that
// programs do to each other: half closes, resets, tiny and shrinking buffers, full listeners.
//
// One idea: whatever happens, a byte arrives once and in order; nobody sleeps on when there is
// something to wake for; queues keep their bounds; and when the last program is gone nothing of it is
// left. A stream that is cut short needs a reason.
//
// Units: µs of virtual time; bytes. Run with `npm run fuzz`: see test/fuzz/seeds.ts.

import {
  AF_INET,
  AF_INET6,
  EPOLL_CTL_ADD,
  EPOLL_CTL_MOD,
  EPOLLET,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLRDHUP,
  IPPROTO_TCP,
  MSG_ERRQUEUE,
  O_NONBLOCK,
  POLLIN,
  POLLOUT,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_SNDBUF,
  SO_ZEROCOPY,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  TCP_CORK,
  TCP_DEFER_ACCEPT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_LINGER2,
  TCP_MAXSEG,
  TCP_NODELAY,
  TCP_NOTSENT_LOWAT,
  TCP_QUICKACK,
  TCP_USER_TIMEOUT,
} from '../../../lib/abi/constants.ts';
import { EAGAIN, ETIMEDOUT } from '../../../lib/abi/errno.ts';
import { SYS } from '../../../lib/abi/syscalls.ts';
import { encodeText, toBytes, unsignedAt } from '../../../lib/kernel/bytes.ts';
import {
  advance,
  contextOf,
  createMachine,
  exec,
  type Machine,
  whoWaits,
} from '../../../lib/machine/machine.ts';
import { installKind } from '../../../lib/machine/programs.ts';
import { ANY6, isV6, parseAddr, V6 } from '../../../lib/net/ip.ts';
import type { DeliverRecord } from '../../../lib/net/link.ts';
import { createRng, nextBelow, nextU32, type Rng } from '../../../lib/sim/rng.ts';
import { schedule, takeId } from '../../../lib/sim/sim.ts';
import type { Segment } from '../../../lib/sim/trace.ts';
import {
  type Calls,
  call,
  type End,
  hear,
  ignorePipeSignal,
  lay,
  layAddress,
  type Program,
  program,
  say,
  setOption,
  sleep,
  streamBytes,
  talkDriver,
  WAYS,
} from './talk.ts';

const KIND = 'talk';
const PORT = 8080;
/** A client binds one of eight ports that tell which connection it is. */
const FIRST_PORT = 40_000;
const TRIES = 8;
const LIMIT_US = 7200e6;
/** Any ACK puts the next window probe off, in Linux too: who forges forever can hold a stream forever. */
const FORGED_US = 60e6;
/** net.ipv4.tcp_rmem's second number. */
const FIRST_RCVBUF = 131_072;

interface Plan {
  seed: number;
  connections: number;
  hosts: number;
  backlog: number;
  trigger: 'level' | 'edge' | 'oneshot';
  /** The server listens on `::`, and clients may come by IPv6. */
  v6: boolean;
  deferSec: number;
  /** When the cables are out, if they ever are. */
  outage: { fromUs: number; toUs: number };
  lossy: boolean;
  lengths: { up: number; down: number }[];
}

function pick<T>(rng: Rng, choices: readonly T[]): T {
  return choices[nextBelow(rng, choices.length)];
}

function plan(rng: Rng, seed: number): Plan {
  const connections = 1 + nextBelow(rng, 8);
  // Up to three bytes can be lost where a SYN cookie was sent and the FIN overtakes them: the cookie then
  // passes with another MSS, in Linux's check_tcp_syn_cookie() too.
  // For the same reason both directions differ in length: when as much was said each way, the last ACK
  // of a connection that the server has forgotten passes for the first one of another.
  const up = () => pick(rng, [0, 5, 700, 5000, 30_000, 120_000]);
  const down = () => pick(rng, [0, 17, 800, 5100, 30_100, 120_100]);
  const lossy = nextBelow(rng, 2) === 1;
  const fromUs = nextBelow(rng, 2_000_000);
  return {
    seed,
    connections,
    hosts: 1 + nextBelow(rng, 2),
    backlog: pick(rng, [0, 1, 4, 100]),
    trigger: pick(rng, ['level', 'edge', 'oneshot']),
    v6: nextBelow(rng, 3) === 0,
    deferSec: pick(rng, [0, 0, 0, 0, 1, 5]),
    outage: { fromUs, toUs: fromUs + (lossy ? pick(rng, [0, 0, 50_000, 3e6, 60e6]) : 0) },
    lossy,
    lengths: Array.from({ length: connections }, () => ({ up: up(), down: down() })),
  };
}

function world(rng: Rng, { seed, hosts, lossy, lengths }: Plan): Machine {
  const names = Array.from({ length: hosts }, (_, i) => `client${i}`);
  const files: Record<string, Uint8Array> = {};
  lengths.forEach(({ up, down }, id) => {
    files[`/srv/up${id}`] = streamBytes(id, true, up);
    files[`/srv/down${id}`] = streamBytes(id, false, down);
  });
  const sysctl = {
    tcp_sack: nextBelow(rng, 2),
    tcp_timestamps: nextBelow(rng, 2),
    tcp_window_scaling: nextBelow(rng, 2),
    tcp_syncookies: nextBelow(rng, 2),
    tcp_abort_on_overflow: nextBelow(rng, 4) === 0 ? 1 : 0,
    tcp_congestion_control: nextBelow(rng, 2),
    tcp_early_retrans: pick(rng, [0, 3]),
    tcp_slow_start_after_idle: nextBelow(rng, 2),
  };
  return createMachine({
    seed,
    hosts: ['server', ...names].map((name) => ({ name, files, sysctl })),
    links: names.map((name) => ({
      between: ['server', name],
      latencyUs: 50 + nextBelow(rng, 20_000),
      bandwidthBps: pick(rng, [0, 1e6, 1e7, 1e9]),
      queueLimit: 5 + nextBelow(rng, 60),
      loss: lossy ? pick(rng, [0, 0.01, 0.05, 0.1]) : 0,
      duplicate: lossy ? pick(rng, [0, 0.02, 0.2]) : 0,
      reorder: lossy ? pick(rng, [0, 0.02, 0.2]) : 0,
      jitterUs: pick(rng, [0, 0, 300, 15_000]),
    })),
  });
}

function newEnd(id: number, server: boolean, fd: number, p: Plan, rng: Rng): End {
  const { up, down } = p.lengths[id];
  return {
    ...{ id, server, fd, way: pick(rng, WAYS), file: -1, pipe: [-1, -1], inPipe: 0 },
    ...{ length: server ? down : up, sent: 0, got: 0, heardEnd: false, saidEnd: false },
    ...{ err: 0, gaveUp: false, impatient: false },
  };
}

/** Sets what this end is like, and opens what its way of sending wants. */
function* prepare(self: Program, end: End, rng: Rng): Calls {
  const { fd, way } = end;
  // A reset may be lost too: who waits for a peer that is gone must ask.
  yield* setOption(self, fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  yield* setOption(self, fd, IPPROTO_TCP, TCP_KEEPIDLE, 60);
  yield* setOption(self, fd, IPPROTO_TCP, TCP_KEEPINTVL, 10);
  if (nextBelow(rng, 3) === 0)
    yield* setOption(self, fd, SOL_SOCKET, SO_SNDBUF, nextBelow(rng, 9000));
  if (nextBelow(rng, 3) === 0)
    yield* setOption(self, fd, SOL_SOCKET, SO_RCVBUF, nextBelow(rng, 9000));
  if (nextBelow(rng, 3) === 0) yield* setOption(self, fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (nextBelow(rng, 6) === 0) yield* setOption(self, fd, IPPROTO_TCP, TCP_CORK, 1);
  if (nextBelow(rng, 6) === 0)
    yield* setOption(self, fd, IPPROTO_TCP, TCP_QUICKACK, nextBelow(rng, 2));
  if (nextBelow(rng, 6) === 0)
    yield* setOption(self, fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, 1 + nextBelow(rng, 20_000));
  if (nextBelow(rng, 8) === 0) {
    end.impatient = true;
    yield* setOption(self, fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 500 + nextBelow(rng, 30_000));
  }
  if (nextBelow(rng, 8) === 0)
    yield* setOption(self, fd, IPPROTO_TCP, TCP_MAXSEG, 88 + nextBelow(rng, 1400));
  if (nextBelow(rng, 8) === 0)
    yield* setOption(self, fd, IPPROTO_TCP, TCP_LINGER2, nextBelow(rng, 30) - 1);
  if (way === 'zerocopy') yield* setOption(self, fd, SOL_SOCKET, SO_ZEROCOPY, 1);
  if (way === 'sendfile' || way === 'splice') {
    const path = encodeText(`/srv/${end.server ? 'down' : 'up'}${end.id}\0`);
    end.file = yield* call(SYS.openat, -100, lay(self, path), 0, 0);
  }
  if (way === 'splice') {
    const at = lay(self, new Uint8Array(8));
    yield* call(SYS.pipe2, at, O_NONBLOCK);
    const bytes = talkDriver.read(self, at, 8)!;
    end.pipe = [unsignedAt(bytes, 0, 4), unsignedAt(bytes, 4, 4)];
  }
}

/** Reads, writes, and at times does what the other end does not expect; true when this end is done. */
function* act(self: Program, end: End, rng: Rng, rude: boolean): Calls<boolean> {
  if (rude && nextBelow(rng, 12) === 0) {
    end.gaveUp = true;
    if (nextBelow(rng, 2)) yield* setOption(self, end.fd, SOL_SOCKET, SO_LINGER, 1, 0);
    return true;
  }
  if (nextBelow(rng, 40) === 0) {
    yield* setOption(self, end.fd, SOL_SOCKET, SO_RCVBUF, nextBelow(rng, 6000));
  }
  while (!end.heardEnd) {
    const n = yield* hear(self, end, 1 + nextBelow(rng, 8000));
    if (n === -EAGAIN) break;
    if (n < 0) return failed(end, n);
    if (n === 0) end.heardEnd = true;
  }
  while (end.sent < end.length) {
    const n = yield* say(self, end, 1 + nextBelow(rng, 12_000));
    if (n === -EAGAIN) break;
    if (n < 0) return failed(end, n);
    if (n === 0)
      throw new Error(`stream ${end.id}: ${end.way} has ended at ${end.sent} of ${end.length}`);
  }
  if (end.sent === end.length && !end.saidEnd) {
    yield* call(SYS.shutdown, end.fd, 1);
    end.saidEnd = true;
  }
  return end.heardEnd && end.saidEnd;
}

function failed(end: End, errno: number): boolean {
  end.err = -errno;
  return true;
}

/** Closes what the end has, after looking at the completions of its sends. */
function* finish(self: Program, end: End): Calls {
  if (end.way === 'zerocopy') yield* completions(self, end);
  for (const fd of [end.fd, end.file, ...end.pipe]) if (fd >= 0) yield* call(SYS.close, fd);
}

/** Completions are ranges of send numbers, each number once and in order. */
function* completions(self: Program, end: End): Calls {
  let next = 0;
  for (;;) {
    const message = new Uint8Array(56);
    const control = lay(self, new Uint8Array(128), 512);
    message.set(toBytes(control, 8), 32);
    message.set(toBytes(128, 8), 40);
    const n = yield* call(SYS.recvmsg, end.fd, lay(self, message), MSG_ERRQUEUE);
    if (n < 0) break;
    const bytes = talkDriver.read(self, control + 16, 16)!;
    const [low, high] = [unsignedAt(bytes, 8, 4), unsignedAt(bytes, 12, 4)];
    if (low !== next || high < low)
      throw new Error(`completion ${low}-${high}, not from ${next} on`);
    next = high + 1;
  }
}

/** A client: connects, then talks as poll(2) tells it. */
function* client(self: Program, end: End, rng: Rng, rude: boolean, addr: number): Calls {
  yield* ignorePipeSignal(self);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    yield* sleep(self, nextBelow(rng, 40_000));
    end.fd = yield* call(SYS.socket, isV6(addr) ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    yield* setOption(self, end.fd, SOL_SOCKET, SO_REUSEADDR, 1);
    const port = FIRST_PORT + TRIES * end.id + attempt;
    const [any, size] = isV6(addr) ? [ANY6, 28] : [0, 16];
    yield* call(SYS.bind, end.fd, layAddress(self, { addr: any, port }), size);
    yield* prepare(self, end, rng);
    end.err = -(yield* call(SYS.connect, end.fd, layAddress(self, { addr, port: PORT }), size));
    if (end.err === 0) break;
    yield* finish(self, end);
    end.file = -1;
    end.pipe = [-1, -1];
    yield* sleep(self, 300_000);
  }
  if (end.err !== 0) return;
  // From now on it does not sleep in calls on the socket, only in poll(2).
  yield* call(SYS.fcntl, end.fd, 4, O_NONBLOCK);
  while (!(yield* act(self, end, rng, rude))) {
    const events = (end.heardEnd ? 0 : POLLIN) | (end.sent < end.length ? POLLOUT : 0);
    const fds = Uint8Array.from([...toBytes(end.fd, 4), ...toBytes(events, 2), 0, 0]);
    yield* call(SYS.poll, lay(self, fds), 1, -1);
    if (nextBelow(rng, 4) === 0) yield* sleep(self, nextBelow(rng, 100_000));
  }
  yield* finish(self, end);
}

/** The server: one epoll, until every connection of the plan has come or can come no more. */
function* server(self: Program, p: Plan, rng: Rng, rude: boolean, ends: End[]): Calls {
  yield* ignorePipeSignal(self);
  const [family, addr, size] = p.v6 ? [AF_INET6, ANY6, 28] : [AF_INET, 0, 16];
  const listener = yield* call(SYS.socket, family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  yield* call(SYS.bind, listener, layAddress(self, { addr, port: PORT }), size);
  yield* setOption(self, listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, p.deferSec);
  yield* call(SYS.listen, listener, p.backlog);
  const epoll = yield* call(SYS.epoll_create1, 0);
  yield* watch(self, epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
  const open = new Map<number, End>();
  // Whoever has not come for so long comes no more.
  const patienceMs = 400_000;
  for (;;) {
    const events = lay(self, new Uint8Array(12 * 16), 1024);
    const count = yield* call(SYS.epoll_wait, epoll, events, 16, open.size > 0 ? -1 : patienceMs);
    if (count === 0) break;
    for (let i = 0; i < count; i++) {
      const fd = unsignedAt(talkDriver.read(self, events + 12 * i, 12)!, 4, 4);
      if (fd === listener) yield* admit(self, p, rng, listener, epoll, open, ends);
      const end = open.get(fd);
      if (!end) continue;
      if (yield* act(self, end, rng, rude)) {
        open.delete(fd);
        yield* finish(self, end);
      } else if (p.trigger !== 'edge') {
        yield* watch(self, epoll, EPOLL_CTL_MOD, fd, wanted(end, p));
      }
    }
    if (nextBelow(rng, 4) === 0) yield* sleep(self, nextBelow(rng, 200_000));
  }
  yield* call(SYS.close, listener);
  yield* call(SYS.close, epoll);
}

function wanted(end: End, { trigger }: Plan): number {
  const all = (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET) >>> 0;
  if (trigger === 'edge') return all;
  const events = (end.heardEnd ? 0 : EPOLLIN | EPOLLRDHUP) | (end.sent < end.length ? EPOLLOUT : 0);
  return trigger === 'oneshot' ? events | EPOLLONESHOT : events;
}

function watch(
  self: Program,
  epoll: number,
  op: number,
  fd: number,
  events: number,
): Calls<number> {
  const event = Uint8Array.from([...toBytes(events >>> 0, 4), ...toBytes(fd, 8)]);
  return call(SYS.epoll_ctl, epoll, op, fd, lay(self, event));
}

function* admit(
  self: Program,
  p: Plan,
  rng: Rng,
  listener: number,
  epoll: number,
  open: Map<number, End>,
  ends: End[],
): Calls {
  for (;;) {
    const address = lay(self, new Uint8Array(28), 512);
    const length = lay(self, toBytes(28, 4), 640);
    const fd = yield* call(SYS.accept4, listener, address, length, SOCK_NONBLOCK);
    if (fd < 0) return;
    const [high, low] = talkDriver.read(self, address + 2, 2)!;
    const id = Math.floor((high * 256 + low - FIRST_PORT) / TRIES);
    const end = newEnd(id, true, fd, p, rng);
    ends.push(end);
    open.set(fd, end);
    yield* prepare(self, end, rng);
    yield* watch(self, epoll, EPOLL_CTL_ADD, fd, wanted(end, p));
  }
}

/** Puts a segment on a link that nobody has sent: right addresses, wrong numbers. */
function forge(m: Machine, rng: Rng): void {
  const seen = m.sim.trace.events.filter((event) => event.kind === 'segment' && event.at === 'tx');
  const event = seen[nextBelow(rng, Math.max(1, seen.length))];
  if (event?.kind !== 'segment' || event.iface === 'lo') return;
  const link = m.net.links.find(({ ends }) => {
    return ends.some(({ host, iface }) => host === event.host && iface === event.iface);
  })!;
  const to = link.ends.find(({ host }) => host !== event.host)!;
  const seg: Segment = {
    ...event.seg,
    ...{ seq: nextU32(rng), ack: nextU32(rng), flags: nextBelow(rng, 32), options: {} },
    ...{ windowField: nextBelow(rng, 65_536), payload: new Uint8Array(nextBelow(rng, 30)) },
  };
  const packet = { id: takeId(m.sim), seg, iface: event.iface };
  const record: DeliverRecord = {
    ...{ kind: 'deliver', host: to.host, link: link.name, iface: to.iface, packet },
  };
  schedule(m.sim, m.sim.nowUs + 1, record);
}

function checkQueues(m: Machine): void {
  const most = new Map<number, number>();
  for (const event of m.sim.trace.events) {
    if (event.kind === 'listen') {
      const limit = event.maxAckBacklog + 1;
      if (event.acceptQueue > limit || event.synQueue > limit) {
        throw new Error(`queues of ${event.synQueue} and ${event.acceptQueue}, limit ${limit}`);
      }
    } else if (event.kind === 'tcp-state' && !most.has(event.sock)) {
      // The handshake promises what the buffer is by then; no event has told of another one.
      most.set(event.sock, FIRST_RCVBUF);
    } else if (event.kind === 'buffer') {
      // A buffer that was made smaller may hold what was promised before.
      const rcvbuf = Math.max(event.rcvbuf, most.get(event.sock) ?? 0);
      most.set(event.sock, rcvbuf);
      if (event.receiveBytes > rcvbuf + 1460) {
        throw new Error(`${event.receiveBytes} bytes in a buffer of ${rcvbuf}`);
      }
      if (event.unackedBytes > event.sendBytes) throw new Error('more in flight than queued');
    }
  }
}

function checkNothingLeft(m: Machine): void {
  const left: string[] = [];
  for (const host of m.kernels.keys()) {
    const { kernel, stack } = contextOf(m, host);
    const counts = {
      tasks: [...kernel.tasks.values()].filter(({ state }) => state !== 'gone').length,
      ...{ files: kernel.files.size, pipes: kernel.pipes.size, epolls: kernel.epolls.size },
      pinned: kernel.pinned.size,
      ...{ waiting: kernel.waiting.size, watchers: kernel.watchers.size },
      ...{ socks: stack.socks.size, connections: stack.connections.size },
      ...{ requests: stack.requests.size, listeners: stack.listeners.size },
      ...{ binds: stack.binds.size, destinations: stack.destinations.size },
      ...{ orphans: stack.orphans, minisocks: stack.minisocks },
      ...{ out: stack.out.length, wakeups: stack.wakeups.length },
    };
    for (const [name, count] of Object.entries(counts)) {
      if (count !== 0) left.push(`${count} ${name} on ${host}`);
    }
  }
  if (m.sim.queue.heap.length > 0) left.push(`${m.sim.queue.heap.length} records to come`);
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
}

/** A stream that was cut short needs a reason: somebody gave up, or the other never heard of it. */
function checkStreams(p: Plan, clients: End[], servers: End[], polite: boolean): void {
  for (const near of clients) {
    const fars = servers.filter(({ id }) => id === near.id);
    const { up, down } = p.lengths[near.id];
    const whole = near.got === down && fars.some((far) => far.got === up);
    if (whole) continue;
    const both = [near, ...fars];
    const gaveUp = both.some((end) => end.gaveUp || end.impatient || end.err === ETIMEDOUT);
    const crowded = p.backlog < p.connections;
    if (polite && !gaveUp && !crowded && !p.lossy) {
      throw new Error(`stream ${near.id} was cut short: ${JSON.stringify(both)}`);
    }
    if (!gaveUp && both.every((end) => end.err === 0) && fars.length > 0) {
      throw new Error(`stream ${near.id} ended early without an error: ${JSON.stringify(both)}`);
    }
  }
}

/** Lets programs talk over failing links; throws with what is wrong. */
export function talks(seed: number): void {
  installKind(KIND, talkDriver);
  const rng = createRng(seed + 30_000);
  const p = plan(rng, seed);
  const m = world(rng, p);
  const rude = nextBelow(rng, 3) === 0;
  const forged = nextBelow(rng, 2) === 1;
  const servers: End[] = [];
  const serve = program((self) => server(self, p, rng, rude, servers));
  exec(m, 'server', { kind: KIND, data: serve });
  const clients = p.lengths.map((_, id) => {
    const end = newEnd(id, false, -1, p, rng);
    const host = id % p.hosts;
    const far = parseAddr(`10.0.${host}.2`)!;
    const addr = p.v6 && nextBelow(rng, 2) ? V6 + far : far;
    const run = program((self) => client(self, end, rng, rude, addr));
    exec(m, `client${host}`, { kind: KIND, data: run });
    return end;
  });
  while (advance(m, { untilUs: Math.min(LIMIT_US, m.sim.nowUs + 50_000) }) === 'time') {
    if (m.sim.nowUs >= LIMIT_US) throw new Error('two hours have passed');
    const { nowUs } = m.sim;
    for (const link of m.net.links) link.up = nowUs < p.outage.fromUs || nowUs >= p.outage.toUs;
    if (forged && nowUs < FORGED_US && nextBelow(rng, 3) === 0) forge(m, rng);
    const alive = [...m.kernels.values()].some(({ tasks }) => {
      return [...tasks.values()].some(({ state }) => state !== 'gone');
    });
    if (!alive) break;
  }
  advance(m);
  const asleep = whoWaits(m).map(({ text }) => text);
  if (asleep.length > 0) throw new Error(`nobody wakes them: ${asleep.join('; ')}`);
  checkQueues(m);
  checkStreams(p, clients, servers, !rude);
  checkNothingLeft(m);
}
