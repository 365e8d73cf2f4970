// A caller: a process that makes one system call when it is told to, and rests in between.
//
// One idea: it is a script whose code is replaced by the next call and ends in a rest, so the kernel
// sees an ordinary process, and its descriptors and variables stay from call to call.

import { makeRunnable } from '../kernel/sched.ts';
import { advance, contextOf, exec } from '../machine/machine.ts';
import { parseScript } from '../machine/script.ts';
import type { ScriptState } from '../machine/script-run.ts';
import type { Bench } from './bench.ts';
import { Process } from './process.ts';

/** Longest that a call may keep the caller at work without sleeping. */
const CALL_US = 1_000_000;

/** A process that is driven call by call. */
export class Caller extends Process {
  /** @internal Use {@link Host.caller}. */
  constructor(bench: Bench, host: string, name: string) {
    const script = { text: '', code: [{ op: 'rest' as const }] };
    super(bench, host, exec(bench.machine, host, { script, comm: name }));
    this.#run();
  }

  /**
   * Makes a call, written as strace writes it, and returns what the kernel answered: a number, or
   * a negative errno (-98 is EADDRINUSE). Undefined where the call sleeps; time that passes may wake it,
   * and {@link Caller.result} has the answer then.
   *
   * Variables stay: `call('fd = socket(AF_INET, SOCK_STREAM, 0)')`, then `call('listen(fd, 5)')`.
   */
  call(text: string): number | undefined {
    const task = this.#task();
    if (task.state !== 'stopped') {
      throw new Error(`'${text}': the process still sleeps in ${this.sleepsIn ?? 'its last call'}`);
    }
    const state = task.data as ScriptState;
    state.script = { text, code: [...parseScript(text).code, { op: 'rest' }] };
    state.pc = 0;
    task.atBreakpoint = false;
    makeRunnable(contextOf(this.bench.machine, this.host), task);
    return this.#run();
  }

  /** The answer to the last call; undefined while it sleeps. */
  get result(): number | undefined {
    const task = this.#task();
    return task.state === 'stopped' ? task.lastResult : undefined;
  }

  /** Tells the value of a variable; undefined where it has none. */
  value(name: string): number | undefined {
    return (this.#task().data as ScriptState).vars[name];
  }

  /** Goes on until the call has been answered or sleeps. */
  #run(): number | undefined {
    const { machine } = this.bench;
    const settled = () => !this.alive || ['stopped', 'blocked'].includes(this.#task().state);
    const untilUs = machine.sim.nowUs + CALL_US;
    while (!settled()) {
      const why = advance(machine, { untilUs, hold: true, until: () => settled() });
      if (why !== 'breakpoint' && !settled()) {
        throw new Error(`the call is still at work after ${CALL_US / 1e6} s`);
      }
    }
    return this.alive ? this.result : undefined;
  }

  #task() {
    const task = contextOf(this.bench.machine, this.host).kernel.tasks.get(this.pid);
    if (!task || task.process.exit) throw new Error(`process ${this.pid} has ended`);
    return task;
  }
}
