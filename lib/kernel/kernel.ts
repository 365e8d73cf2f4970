// The kernel of one host: its tasks, what they have open, and what they wait for.
//
// One idea: this is the whole of it, as plain data; the other files of this room are functions
// over this record. Objects are named by numbers, except where Linux shares them too (the tasks of one
// process share its record) and on the way from a descriptor or an epoll's item to its socket, which
// every call goes.
//
// Source: Linux include/linux/{sched,fs,wait}.h for the names.

import type { Answer, Driver, Trap } from '../abi/trap.ts';
import type { Seq } from '../net/seq.ts';
import { type Chains, createChains } from '../sim/chains.ts';
import type { QueueEntry } from '../sim/event-queue.ts';
import type { Sim } from '../sim/sim.ts';
import type { TakenNumbers } from '../sim/taken-numbers.ts';
import type { Network } from '../tcp/network.ts';
import type { TcpStack } from '../tcp/stack.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import type { FileLock } from './file-locks.ts';
import type { Reports } from './group-reports.ts';
import type { Member } from './groups.ts';
import type { Reassemblies } from './reassembly.ts';
import type { Ring } from './ring.ts';
import type { MessageQueue, SysV } from './sysv-types.ts';
import type { UdpError, UdpSock } from './udp-types.ts';
import type { WaitKey } from './wait-key.ts';

/** A system call that has been made and not answered; a wake tries it again from this record. */
export interface SyscallRecord {
  nr: number;
  args: number[];
  /** Bytes that earlier tries have already moved. */
  doneBytes: number;
  /** sendmmsg(2), recvmmsg(2): messages that are done. */
  count: number | undefined;
  /** When the call gives up waiting; undefined for never. */
  deadlineUs: number | undefined;
  /** Entry of the event queue that will wake it at the deadline. */
  timer: QueueEntry | undefined;
  startUs: number;
  line: number | undefined;
  /** What it sleeps for, while it sleeps. */
  on: string | undefined;
  /** Set once a call has done its part that must happen once; of connect(2), that another call had begun the attempt. */
  begun: boolean | 'elsewhere';
  /** Number of the object that outlives its descriptor, where the call closed that. */
  object: number | undefined;
  /** vfork(2): number of the child that is waited for. */
  child: number | undefined;
  /** futex(2): a wake has let it go. */
  woken: boolean;
  /** futex(2): address of the word that it was moved to. */
  moved: number | undefined;
  /** Description that the sleeping call holds, so that another thread's close cannot free it. */
  held: number | undefined;
  /** accept(2), open(2): number of the descriptor, taken before it sleeps where there are other threads. */
  reserved: number | undefined;
  /** recvmsg(2) with MSG_WAITALL or SO_RCVLOWAT: who has sent the first of several parts. */
  sender?: { creds: Credentials; name?: Uint8Array | undefined } | undefined;
}

/** `unborn`: exec has been told of it and its time has not come. */
export type TaskState =
  | 'unborn'
  | 'new'
  | 'running'
  | 'runnable'
  | 'blocked'
  | 'stopped'
  | 'zombie'
  | 'gone';

/** What the scheduler sees. `program` names the driver, `state` is that driver's plain data. */
export interface Task {
  tid: number;
  process: Process;
  state: TaskState;
  program: string;
  data: unknown;
  syscall: SyscallRecord | undefined;
  /** Why the program stopped, until the moment at which the kernel hears of it. */
  trap: Trap | undefined;
  /** Index of the CPU it is on, while running. */
  cpu: number | undefined;
  /** Entry of the event queue that continues it, while running. */
  cpuEvent: QueueEntry | undefined;
  sliceStartUs: number;
  /** CPU time that it has used. */
  cpuUs: number;
  /** It stopped at a breakpoint and goes on with the next advance. */
  atBreakpoint?: boolean;
  /** Names of the wait queues it sleeps in. */
  waits: WaitKey[];
  /** How it ended, where it did so alone with exit(2). */
  exitStatus?: number;
  /** Address of the int that becomes 0 when it ends, and on which others may wait; 0 for none. */
  clearTid: number;
  /** Signals that it keeps waiting. */
  blocked: bigint;
  /** Mask to go back to when the call ends that lent another: sigsuspend(2), ppoll(2). */
  savedMask?: bigint;
  /** Signals sent to it alone. */
  pending: PendingSignal[];
  /** For each handler that runs: the mask to go back to, and what its interrupted call gave. */
  frames: { mask: bigint; result: number }[];
  /** A handler has just returned: the program stands in its restorer, which Linux has left by then. */
  returned?: boolean;
  /** What its last call returned. */
  lastResult: number;
  scheduling?: Scheduling;
  /** Name of a thread that is not its process's first. */
  comm?: string;
  /** sigaltstack(2). */
  altStack?: { addr: number; flags: number; size: number };
}

/** `handler` 1 is SIG_IGN, others are addresses of functions in the program. */
export interface SignalAction {
  handler: number;
  /** SA_* */
  flags: number;
  /** What is blocked besides while the handler runs. */
  mask: bigint;
  /** Function that makes rt_sigreturn(2) when the handler has returned. */
  restorer: number;
}

/** A signal that has been sent and not acted on. */
export interface PendingSignal {
  signo: number;
  /** SI_* or CLD_*: who sent it, or what happened. */
  code: number;
  /** The sender, or the child; 0 for the kernel itself. */
  pid: number;
  uid: number;
  /** With SIGCHLD: exit status or signal. */
  status?: number;
  /** What sigqueue(3), a timer or a message queue sent along: a union sigval. */
  value?: bigint;
  /** A timer's number, and how often it fired while this waited. */
  timer?: number;
  overrun?: number;
  /** SIGIO's: POLL* bits, and the descriptor. */
  band?: number;
  fd?: number;
  /** What an instruction touched: si_addr. */
  addr?: number;
}

/** A timer of timer_create(2). */
export interface PosixTimer {
  id: number;
  clock: number;
  /** 0 where nobody is told. */
  signo: number;
  /** Thread that gets the signal; 0 for the process. */
  tid: number;
  value: bigint;
  everyUs: number;
  overrun: number;
  dueUs?: number | undefined;
  /** Entry of the event queue. */
  entry?: QueueEntry | undefined;
}

/** Numbers of a process's user and group, where they are not all one number. */
export interface Identity {
  ruid: number;
  suid: number;
  rgid: number;
  egid: number;
  sgid: number;
  /** Supplementary groups, in order. */
  groups: number[];
}

/** How a task has asked to be scheduled; kept, and not acted on: see syscalls-system.ts. */
export interface Scheduling {
  policy: number;
  priority: number;
  nice: number;
  /** CPUs that it may run on, as bits; undefined for all. */
  affinity?: bigint;
}

/** What a process's descriptors point at (Linux: struct fdtable). */
export interface FdTable {
  files: (OpenFile | undefined)[];
  /** The numbers in `files`, for finding the lowest that is free. */
  taken: TakenNumbers;
  /** Those of them that exec closes. */
  cloexec: TakenNumbers;
  /** For the length of one call, what a number means that by now is free or means something else. */
  lent: { fd: number; file: OpenFile } | undefined;
}

/** Pages from mmap(2); `ino` is the file whose bytes they are, at `offset`. */
export interface Mapping {
  addr: number;
  length: number;
  prot: number;
  shared: boolean;
  ino?: number;
  offset: number;
  /** It may be made writable. */
  mayWrite: boolean;
  /** Shared: the file's bytes as the process's copy has them; arrays never change, so it may be compared. */
  seen?: Uint8Array;
}

/** What threads share: memory (in the driver's data), descriptors, identity. */
export interface Process {
  pid: number;
  ppid: number;
  /** The signal that tells the parent of the end, 0 for none, where it is not SIGCHLD: see clone(2). */
  exitSignal?: number;
  comm: string;
  argv: string[];
  /** The effective user. */
  uid: number;
  /** Absent: every other number is `uid`, too. */
  identity?: Identity;
  cwd: string;
  /** Permissions that new files do not get; 022 unless it was changed. */
  umask?: number;
  tty: number;
  /** A session of its own, by setsid(2), has no terminal: nobody types ^C to it. */
  leftTty?: boolean;
  fds: FdTable;
  nofile: number;
  /** Limits that were set, by RLIMIT_*; Infinity for none. Only `nofile` is acted on. */
  limits: Map<number, { soft: number; hard: number }>;
  /** Dispositions that are not SIG_DFL. */
  actions: Map<number, SignalAction>;
  /** Signals sent to all of it. */
  pending: PendingSignal[];
  /** Process group and session. */
  pgid: number;
  sid: number;
  /** That it was stopped (or SIGCONT: continued), until its parent has been told by wait4(2). */
  stop?: { signo: number; told: boolean };
  /** Memory from mmap(2), by address. */
  maps?: Mapping[];
  exit?: { status: number; signal?: string };
  /** Full path of the file whose program it runs. */
  exe?: string;
  /** It was made by vfork(2), and its maker sleeps until it has memory of its own or has ended. */
  vforked?: boolean;
  /** Asked for: when it ends, the state of its program stays in `core`, for whoever looks at it. */
  keepsCore?: boolean;
  core?: unknown;
  /** CPU time that its tasks have used. */
  cpuUs: number;
  /** The same of the children that it has waited for. */
  childrenUs: number;
  timers?: Map<number, PosixTimer>;
  /** What prctl(2) has set, by the number of the option that asks for it. */
  prctl?: Map<number, number>;
  /** By set of semaphores: what its end takes back, of each. */
  semUndo?: Map<number, number[]> | undefined;
  /** The pending alarm(2): its entry of the event queue, and when it is due. */
  alarm?: { entry: QueueEntry; dueUs: number; everyUs: number };
}

/** POSIX's open file description: shared by dup(2) and fork(2); O_NONBLOCK and the offset are here. */
export interface OpenFile {
  id: number;
  refs: number;
  what:
    | 'socket'
    | 'tty'
    | 'pipe'
    | 'file'
    | 'epoll'
    | 'eventfd'
    | 'timerfd'
    | 'signalfd'
    | 'pidfd'
    | 'inotify'
    | 'mqueue'
    | 'io_uring';
  /** O_* as given to open(2) and changed by F_SETFL. */
  flags: number;
  offset: number;
  /** Number of the socket, terminal, pipe or epoll; of a file, its inode. */
  object: number;
  /** What fchmod(2) and fchown(2) made of a socket, an unnamed pipe or a terminal. */
  about?: Partial<FileNode>;
  /** Of a POSIX message queue, the queue. */
  mqueue?: MessageQueue;
  /** Path of a file or device. */
  path: string | undefined;
  /** Who gets a signal with O_ASYNC (negative for a group), and which, where it is not SIGIO. */
  owner?: { pid: number; signo: number };
  /** With a socket: the file system's view of it, and of a TCP socket the protocol's record. */
  socket: Readonly<Socket> | undefined;
  tcp: TcpSock | undefined;
}

/** A file itself, whatever its names are. */
export interface FileNode {
  ino: number;
  kind: 'file' | 'directory' | 'device' | 'symlink' | 'fifo' | 'socket';
  /** Permissions, without the bits of the kind. */
  mode: number;
  uid: number;
  gid: number;
  /** How many names it has. */
  nlink: number;
  bytes: Uint8Array;
  /** False until its bytes have once been read off the disk. */
  cached: boolean;
  /** Number of the pipe behind a name, while somebody has it open. */
  pipe?: number | undefined;
  /** Ranges, or the whole, that somebody has locked. */
  locks?: FileLock[];
  /** Of memfd_create(2): F_SEAL_* bits. */
  seals?: number;
  /** Where a symbolic link leads. */
  target?: string;
  /** Which device it is, major * 256 + minor. */
  rdev?: number;
  atimeUs: number;
  mtimeUs: number;
  ctimeUs: number;
}

export interface Tty {
  id: number;
  /** The line being typed, which no read sees before Enter or ^D. */
  editing: Uint8Array;
  /** Finished lines; an empty one is an end of file (^D on an empty line). */
  lines: Uint8Array[];
}

/** A page of a pipe: what is left to read of it, and where in the page that ends. */
export interface PipeSlot {
  bytes: Uint8Array;
  end: number;
  /** `page` may be gone on with, `packet` is read by itself (O_DIRECT), `lent` came by splice(2). */
  kind: 'page' | 'packet' | 'lent';
}

export interface Pipe {
  id: number;
  /** The oldest first. */
  slots: PipeSlot[];
  readers: number;
  writers: number;
  capacity: number;
  /** Of a named pipe: its inode, and how many have opened it to read and to write so far. */
  named?: { ino: number; readers: number; writers: number };
}

export interface EpollItem {
  /** Number of the epoll that it belongs to. */
  epoll: number;
  fd: number;
  file: OpenFile;
  /** Names what it watches. */
  key: WaitKey;
  events: number;
  /** The eight bytes that the program gave, as two numbers. */
  dataLow: number;
  dataHigh: number;
  /** The next one in its chain of the kernel's watchers; of the same key, in the order in which they hear. */
  alike: EpollItem | undefined;
}

/** `ready` lists the items that may have something, in the order in which it came. */
export interface Epoll {
  id: number;
  ready: Set<EpollItem>;
}

/** What is behind a descriptor of eventfd(2), timerfd_create(2), signalfd(2) or pidfd_open(2). */
export type EventObject =
  | { id: number; kind: 'eventfd'; count: bigint; semaphore: boolean }
  | {
      id: number;
      kind: 'timerfd';
      clock: number;
      everyUs: number;
      /** Expirations that nobody has read. */
      ticks: number;
      dueUs?: number | undefined;
      /** Entry of the event queue. */
      entry?: QueueEntry | undefined;
      /** TFD_TIMER_* as it was last set. */
      settime?: number;
    }
  | { id: number; kind: 'signalfd'; mask: bigint }
  | { id: number; kind: 'pidfd'; pid: number }
  | {
      id: number;
      kind: 'inotify';
      watches: Map<number, { ino: number; mask: number }>;
      nextWd: number;
      /** What has not been read, the oldest first. */
      notes: { wd: number; mask: number; cookie: number; name: string }[];
    };

export interface Waiter {
  tid: number;
  /** An exclusive waiter is woken alone; accept(2) waits so. */
  exclusive: boolean;
  /** POLL* bits it cares for; 0 for any. */
  mask: number;
}

export interface Kernel {
  host: string;
  /** Task on each CPU; 0 where it idles. */
  cpus: number[];
  tasks: Map<number, Task>;
  /** What the machine has started and what has ended since, the last ones: see task.ts. */
  ended: Map<number, Task>;
  /** The task whose call is being answered, or was last. */
  current: number;
  runQueue: number[];
  waiting: Map<WaitKey, Waiter[]>;
  /** The items of all epolls by what they watch. */
  watchers: Chains<EpollItem>;
  files: Map<number, OpenFile>;
  /** Those with O_ASYNC, and by which descriptor they got it. */
  asyncs: Map<OpenFile, number>;
  /** Inode numbers by full path. */
  nodes: Map<string, number>;
  inodes: Map<number, FileNode>;
  nextIno: number;
  ttys: Map<number, Tty>;
  pipes: Map<number, Pipe>;
  epolls: Map<number, Epoll>;
  events: Map<number, EventObject>;
  rings: Map<number, Ring>;
  /** Sockets that wait to tell that zero-copy sends are complete. */
  pinned: Set<OpenFile>;
  udps: Map<number, UdpSock>;
  unixes: Map<number, UnixSock>;
  /** Absent until a program asks for some. */
  sysv?: SysV;
  /** By packet: the pieces that have come of it. Absent until one comes. */
  reassembly?: Reassemblies;
  /** Who has joined which group, and what routers are still to be told. */
  members?: Member[];
  reports?: Reports;
  /** Who watches files, where anybody does; and the number of the last move. */
  notifiers?: Set<EventObject & { kind: 'inotify' }> | undefined;
  lastCookie: number;
  /** POSIX message queues by name. */
  mqueues?: Map<string, MessageQueue>;
}

/** The file system's view of a socket; a value, which sockets share until one is changed: see `setSocket`. */
export interface Socket {
  type: 'tcp' | 'udp' | 'unix';
  /** AF_INET, AF_INET6 or AF_UNIX: how its addresses are written. */
  family: number;
  rcvtimeoUs: number;
  sndtimeoUs: number;
  zerocopy: boolean;
  /** What there is of MSG_ZEROCOPY, from the first such send on. */
  sends: ZerocopySends | undefined;
  /** Ints of the SOL_SOCKET options of a TCP socket that TCP itself does not know. */
  options: Map<number, number[]> | undefined;
  /** What ICMP said that ended an attempt to connect, until somebody takes it from the queue of errors. */
  refused?: UdpError | undefined;
}

/** Sends with MSG_ZEROCOPY. */
export interface ZerocopySends {
  /** Number of the next one. */
  next: number;
  /** Those whose pages the card may still read: up to this number of the stream. */
  waits: { number: number; end: Seq; local: boolean; copied: boolean }[];
  /** What nobody has read off the error queue. */
  completions: { low: number; high: number; copied: boolean }[];
}

export interface Credentials {
  pid: number;
  uid: number;
  gid: number;
}

/** What one send put into a queue, or a part of it. */
export interface UnixMessage {
  bytes: Uint8Array;
  /** What the sender's buffer is charged with until it is read. */
  size: number;
  /** Numbers of the open files that come along. */
  files: number[];
  creds: Credentials;
  /** When it was sent. */
  atUs: number;
  sender: number;
  /** The sender's name, where it had one. */
  name?: Uint8Array;
}

/** A socket of AF_UNIX. */
export interface UnixSock {
  id: number;
  /** SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET. */
  type: number;
  state: 'unconnected' | 'listening' | 'connected';
  /** What follows the family in its address. */
  name?: Uint8Array;
  /** Inode of the file that bears its name. */
  ino?: number;
  /** Listener whose child it is. */
  parent?: number;
  peer?: number | undefined;
  /** What a peer was called that has gone. */
  peerName?: Uint8Array | undefined;
  backlog: number;
  acceptQueue: number[];
  queue: UnixMessage[];
  /** Bytes of buffers that its messages take in other queues. */
  charged: number;
  /** 1 for no more reading, 2 for no more writing. */
  shutdown: number;
  err: number;
  /** SO_PEERCRED; of a listener: what its connections will show. */
  peerCreds: Credentials;
  options: Map<number, number[]>;
}

/** Everything that a system call may touch. Made anew for each advance; not part of a snapshot. */
export interface Ctx {
  sim: Sim;
  kernel: Kernel;
  stack: TcpStack;
  net: Network;
  /** The same for every host, for wake-ups that a delivered packet causes elsewhere. */
  hosts: Map<string, Ctx>;
  drivers: ReadonlyMap<string, Driver<unknown>>;
  /** The next process id; one sequence for all hosts, so that a pid names one process. */
  ids: { nextPid: number };
  run: RunNotes;
  /** Answers a program that looks at the machine, as a netlink socket would. */
  look(task: Task, words: readonly string[]): Answer;
}

/** What happened since the contexts were made; shared by all hosts. */
export interface RunNotes {
  /** VM operations used. */
  ops: number;
  /** Task that stopped at a breakpoint. */
  breakpoint?: { host: string; tid: number; line: number };
}

/** Makes a kernel without tasks. */
export function createKernel(host: string, cpus: number): Kernel {
  return {
    host,
    cpus: new Array<number>(cpus).fill(0),
    lastCookie: 0,
    tasks: new Map(),
    ended: new Map(),
    current: 0,
    runQueue: [],
    waiting: new Map(),
    watchers: createChains(),
    files: new Map(),
    asyncs: new Map(),
    nodes: new Map(),
    inodes: new Map(),
    nextIno: 2,
    ttys: new Map(),
    pipes: new Map(),
    epolls: new Map(),
    events: new Map(),
    rings: new Map(),
    pinned: new Set(),
    udps: new Map(),
    unixes: new Map(),
  };
}

/** What a handler returns when its task sleeps; Linux's own number for "to be restarted". */
export const BLOCKED = -512;

/** What answers one system call: a result >= 0, -errno, or BLOCKED with the task asleep. */
export type Handler = (ctx: Ctx, task: Task, args: number[]) => number;

/** Handlers by the kernel's name of the call. */
export type Handlers = Readonly<Record<string, Handler>>;
