// What a running program and the kernel say to each other.
//
// One idea: the kernel drives anything that can run for a while and then stop with a reason. The C
// virtual machine is one such thing, a script of calls is another; neither knows the kernel.

/** Why a program stopped running. `ops` is how much of its fuel it used. */
/** As siginfo_t tells it: an address, and whether it is the program's (SEGV_ACCERR, not SEGV_MAPERR). */
export interface Touched {
  addr: number;
  forbidden: boolean;
}

export type Trap =
  | { kind: 'quantum'; ops: number }
  /** `args` are at most six numbers; pointers are addresses in the program's own memory. */
  | { kind: 'syscall'; ops: number; nr: number; args: number[]; line?: number }
  | { kind: 'breakpoint'; ops: number; line: number }
  /** `at`: what was touched, where that is known, and whether there is memory that forbids it. */
  | { kind: 'fault'; ops: number; signal: string; message: string; line?: number; at?: Touched }
  /** Something the program should be told of; it goes on with the next `run`. */
  | { kind: 'warning'; ops: number; message: string; line: number }
  /** A question about the machine, which whoever runs it answers by `answer`. */
  | { kind: 'look'; ops: number; words: string[] }
  | { kind: 'exit'; ops: number; status: number };

/** What a look at the machine says, and the exit status of the program that looked. */
export interface Answer {
  output: string;
  status: number;
}

/**
 * What a new thread of a compiled program begins with: it calls the function at `entry` with `arg`, and
 * makes the system call exit(2) when that returns. A script needs none: its thread goes on where the
 * first one is.
 */
export interface ThreadStart {
  entry: number;
  arg: number;
  stackLow: number;
  stackBytes: number;
  /** Where its own variables begin. */
  tp: number;
}

/** What a program is given when it begins: words, and `NAME=value` strings, as bytes without a zero. */
export interface Arguments {
  argv: readonly Uint8Array[];
  env: readonly Uint8Array[];
}

/**
 * The functions that drive one kind of program; `state` is its plain data.
 *
 * Code and state are apart so that a snapshot is one structuredClone of the state.
 */
export interface Driver<State> {
  /**
   * Runs until the fuel is used up or something needs the kernel; `goesOn` is asked at each stop of a
   * debugger's, with the work done so far, whether it is none.
   */
  run(state: State, fuel: number, goesOn?: (ops: number) => boolean): Trap;
  /** Delivers the result of the system call that `run` stopped at: >= 0, or -errno. */
  deliver(state: State, result: number): void;
  /** Brings the answer to a look. Absent: its programs do not look. */
  answer?(state: State, answer: Answer): void;
  /** Copies `length` bytes out of the program's memory; undefined where that is a bad address. */
  read(state: State, addr: number, length: number): Uint8Array | undefined;
  /** Copies bytes into the program's memory; false, and nothing written, on a bad address. */
  write(state: State, addr: number, bytes: Uint8Array): boolean;
  /** Puts states in order that are about to be copied. Absent: they always are. */
  settle?(): void;
  /** Makes the child's state for fork(2); for vfork(2) it has its maker's own memory. */
  fork(state: State, sharesMemory?: boolean): State;
  /**
   * Makes the first state of a program from the bytes of its file, for execve(2); undefined where
   * they are no program of this kind. Absent: its programs are not in files.
   */
  load?(file: Uint8Array, start: Arguments): State | undefined;
  /**
   * Makes the state of a second task of the same process, for clone(2); undefined where `start` does
   * not do. Absent: it cannot.
   */
  thread?(state: State, start?: ThreadStart): State | undefined;
  /**
   * Makes the program call a signal's handler and then go on where it was; false where it has no
   * such function or no stack for it. Absent: it cannot.
   */
  signal?(state: State, call: HandlerCall): boolean;
  /** Absent: it has no memory to map. */
  pages?: Pages<State>;
}

/** A program's memory by pages, for mmap(2); addresses and lengths are whole pages. */
export interface Pages<State> {
  /** Finds room for new pages, all zero; 0 where there is none. */
  map(state: State, length: number, prot: number): number;
  /** Takes pages back; a later access is a fault that names them. */
  unmap(state: State, addr: number, length: number): void;
  protect(state: State, addr: number, length: number, prot: number): void;
  /** Tells whether the bytes lie in one block that the program has from malloc(3). */
  isHeap(state: State, addr: number, length: number): boolean;
  /** The bytes themselves, whatever the program may do with them. */
  peek(state: State, addr: number, length: number): Uint8Array;
  poke(state: State, addr: number, bytes: Uint8Array): void;
}

/** A call of a signal handler. */
export interface HandlerCall {
  handler: number;
  /** Function that is called when the handler has returned; 0 for none. */
  restorer: number;
  signo: number;
  /** The program repeats the system call that it stopped at. */
  again: boolean;
  /** It stands in the restorer of a handler that has returned, whose place the new one takes. */
  returned: boolean;
  /** A siginfo_t, whose address becomes the handler's second argument. */
  siginfo?: Uint8Array;
}
