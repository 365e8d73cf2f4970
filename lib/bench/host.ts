// A host of a bench: what runs on it, and what can be asked of it.
//
// One idea: a program is C text, the name of a program of the book, or a script in the notation of
// strace; whichever it is, the kernel cannot tell, and the answers have the same form.
//
// Units: µs of virtual time, bytes.

import { formatDiagnostics } from '../cc/diagnostic.ts';
import type { Image } from '../cc/image.ts';
import { decodeText, encodeText } from '../kernel/bytes.ts';
import { addFile, lookUp, normalizePath } from '../kernel/vfs.ts';
import { build } from '../machine/build.ts';
import { installC } from '../machine/c-programs.ts';
import { processes } from '../machine/inspect.ts';
import { contextOf, exec, setSysctl } from '../machine/machine.ts';
import { addProgram, createShell, runCommandLine, type Shell } from '../machine/shell.ts';
import { ssTable } from '../machine/ss.ts';
import { formatAddr, LOOPBACK } from '../net/ip.ts';
import type { Bench } from './bench.ts';
import { Caller } from './caller.ts';
import { type CallRow, callRows, type QueueFigure, type SocketRow, socketRows } from './folds.ts';
import { Process } from './process.ts';
import { type ProgramText, programOf } from './programs.ts';

/** How a program is started. */
export interface StartOptions {
  /** Virtual time at which it starts; default now. */
  atUs?: number;
  /** Its arguments after its name. */
  args?: readonly string[];
  /** How many descriptors it may have; default 1024. */
  nofile?: number;
  /** Typed at its terminal before it starts, as it were. */
  typed?: string;
}

/** How a script is started. */
export interface ScriptOptions extends Omit<StartOptions, 'args'> {
  /** Name of the process; default `script`. */
  name?: string;
  /** Variables that have a value from the start. */
  values?: Record<string, number | string>;
}

/** A command line and what became of it. */
export interface Command {
  /** What it has printed so far. */
  readonly output: string;
  /** Its exit status; undefined while it runs. */
  readonly status: number | undefined;
  /** The process that runs for it; a look at the machine (`ss`, `ps`, `nstat`) needs none. */
  readonly process?: Process;
}

/** Images by text, so that a loop over many benches compiles once. */
const images = new Map<string, Image>();
const KEPT_IMAGES = 64;

function imageOf({ name, text }: ProgramText): Image {
  const key = `${name}\n${text}`;
  const known = images.get(key);
  if (known) return known;
  const result = build([{ name, text }]);
  if (!result.ok) throw new Error(formatDiagnostics(result.diagnostics).trimEnd());
  if (images.size >= KEPT_IMAGES) images.clear();
  images.set(key, result.image);
  return result.image;
}

/** One computer of a bench: a kernel, its programs and its addresses. */
export class Host {
  /** Its name, which the other hosts' `/etc/hosts` have too. */
  readonly name: string;
  readonly #bench: Bench;
  #shell?: Shell;

  /** @internal Use {@link Bench.host}. */
  constructor(bench: Bench, name: string) {
    this.#bench = bench;
    this.name = name;
  }

  /** Its address on its first link; 127.0.0.1 where it has none. */
  get addr(): string {
    const { ifaces } = contextOf(this.#bench.machine, this.name).stack;
    return formatAddr(ifaces[1]?.addr ?? LOOPBACK);
  }

  /**
   * Starts a C program: C text (with a line break in it), a file `{ name, text }`, or the name of a program of
   * the book, such as `'server'`. Throws with the compiler's words where it is no C.
   */
  run(program: string | ProgramText, options: StartOptions = {}): Process {
    installC();
    const file = programOf(program);
    const { args = [], typed, ...rest } = options;
    const image = imageOf(file);
    const path = `./${file.name.replace(/\.c$/, '')}`;
    const { machine } = this.#bench;
    const shell = this.#openShell();
    const place = { exe: addProgram(machine, shell, path, image), cwd: shell.cwd };
    const started = { image, argv: [path, ...args] };
    return this.#started(exec(machine, this.name, started, { ...place, ...rest }), typed);
  }

  /**
   * Starts a script: calls as strace writes them, with `loop { }`, `repeat 3 { }`, `if`, `fork { }`,
   * `sleep(20ms)`, `work(2ms)` and `print("n = ", n)`. Throws with the line where it is none.
   */
  script(script: string, options: ScriptOptions = {}): Process {
    const { name = 'script', values = {}, typed, ...rest } = options;
    const started = { script, comm: name, args: values };
    return this.#started(exec(this.#bench.machine, this.name, started, rest), typed);
  }

  /** Starts a process that makes one call at a time, when it is told to. */
  caller(name = 'caller'): Caller {
    return new Caller(this.#bench, this.name, name);
  }

  #started(pid: number, typed?: string): Process {
    const process = new Process(this.#bench, this.name, pid);
    if (typed !== undefined) process.type(typed);
    return process;
  }

  #openShell(): Shell {
    this.#shell ??= createShell(this.#bench.machine, this.name);
    return this.#shell;
  }

  /**
   * Types a command line at this host's shell: `curl -v server:8080`, `nc`, `./server`, `gcc`, or a look at
   * the machine. A program begins and runs while time passes; a look answers at once.
   */
  command(line: string): Command {
    const result = runCommandLine(this.#bench.machine, this.#openShell(), line);
    if (result.kind === 'text') return { output: result.output, status: result.status };
    const process = new Process(this.#bench, this.name, result.pid);
    return {
      process,
      get output() {
        return process.output;
      },
      get status() {
        return process.exit?.status;
      },
    };
  }

  /** Puts a file on the host; relative paths are in /root. */
  writeFile(path: string, contents: string | Uint8Array): void {
    const bytes = typeof contents === 'string' ? encodeText(contents) : contents;
    const ctx = contextOf(this.#bench.machine, this.name);
    addFile(ctx, normalizePath('/root', path), bytes, true);
  }

  /** Reads a file of the host as text; undefined where there is none. */
  readFile(path: string): string | undefined {
    const ctx = contextOf(this.#bench.machine, this.name);
    const node = lookUp(ctx, normalizePath('/root', path));
    return node?.kind === 'file' ? decodeText(node.bytes) : undefined;
  }

  /** Reads a knob of /proc/sys/net, or sets it: `sysctl('net.core.somaxconn', 8)`. */
  sysctl(name: string, value?: number): number {
    const { machine } = this.#bench;
    if (value !== undefined) setSysctl(machine, this.name, name, value);
    const table: Record<string, number> = { ...contextOf(machine, this.name).stack.sysctl };
    const known = table[name.replace(/^net\.(core|ipv4)\./, '')];
    if (known === undefined) throw new Error(`sysctl: no knob '${name}' on '${this.name}'`);
    return known;
  }

  /** Tells the kernel's counters as `nstat` names them; one that never counted is missing. */
  get counters(): Record<string, number> {
    return { ...contextOf(this.#bench.machine, this.name).stack.counters };
  }

  /** Lists the sockets as `ss -tan` does, with `ss`'s names of states. */
  sockets(): SocketRow[] {
    return socketRows(this.#bench.machine, this.name);
  }

  /** Prints the sockets as `ss` does: `ss('-tlnp')`. */
  ss(args = '-tan'): string {
    return ssTable(this.#bench.machine, this.name, args.split(/\s+/));
  }

  /**
   * Tells the queues of the listener on a port: how many handshakes are under way, how many connections wait for
   * accept(2), and how many may. Throws where nobody listens.
   */
  listener(port: number): QueueFigure {
    const { stack } = contextOf(this.#bench.machine, this.name);
    for (const id of stack.listeners.get(port) ?? []) {
      const listen = stack.socks.get(id)?.listen;
      if (!listen) continue;
      return {
        figure: 'accept-queue',
        title: `${this.name}:${port}`,
        synQueue: listen.synQueue.size,
        acceptQueue: listen.acceptQueue.length,
        // Linux tests with `>`: one more than listen(2) was told.
        places: listen.maxAckBacklog + 1,
      };
    }
    const ports = [...stack.listeners.keys()].join(', ') || 'none';
    throw new Error(`nobody listens on port ${port} of '${this.name}' (listening: ${ports})`);
  }

  /** Lists the calls of all processes of this host, in the order in which they began. */
  calls(): CallRow[] {
    return callRows(this.#bench.trace, { host: this.name });
  }

  /** Lists the processes that are there now. */
  processes(): { pid: number; ppid: number; program: string; state: string; cpuUs: number }[] {
    return processes(this.#bench.machine, this.name)
      .filter(({ state }) => state !== 'gone' && state !== 'unborn')
      .map(({ pid, ppid, comm, state, cpuUs }) => ({ pid, ppid, program: comm, state, cpuUs }));
  }
}
