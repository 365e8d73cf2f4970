// Names of tasks, as prctl(2) with PR_SET_NAME and /proc/PID/task/TID/comm show and change them.
//
// One idea: each thread has a name of its own, which begins as its maker's; the first thread's is what
// the process is called.
//
// Source: PR_SET_NAME(2const), proc_pid_comm(5).

import type { Task } from './kernel.ts';

/** At most 15 bytes. */
export function nameOf({ comm, process }: Task): string {
  return comm ?? process.comm;
}

/** Gives a task another name, of which 15 bytes are kept. */
export function rename(task: Task, name: string): void {
  const comm = name.slice(0, 15);
  if (task.tid === task.process.pid) task.process.comm = comm;
  else task.comm = comm;
}
