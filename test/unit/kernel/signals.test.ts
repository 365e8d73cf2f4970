// Signals, masks and futexes of a C program. Every line was printed by the same program on Linux 6.18.
import { describe, expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import {
  advance,
  createMachine,
  exec,
  type Machine,
  traceOf,
  whoWaits,
} from '../../../lib/machine/machine.ts';
import { straceLines } from '../../../lib/view/strace-lines.ts';

function run(text: string): { m: Machine; output: string; strace: string[] } {
  const prelude = '#define _GNU_SOURCE\n#include <bits/libc.h>\n#include <sys/syscall.h>\n';
  const result = build([{ name: 'main.c', text: prelude + text }]);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  installC();
  const m = createMachine();
  exec(m, 'server', { image: result.image, argv: ['main'] });
  advance(m, { maxOps: 5_000_000, untilUs: 10e6 });
  const output = traceOf(m)
    .flatMap((event) => (event.kind === 'output' ? [Buffer.from(event.bytes).toString()] : []))
    .join('');
  return { m, output, strace: straceLines(traceOf(m)) };
}

const SIGNALS = `
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static volatile int hits, order[8];
static void note(int number) { order[hits++] = number; }
`;

describe('masks', () => {
  test('a blocked signal waits, once, and comes when the mask lets it through', () => {
    const { output, strace } = run(`${SIGNALS}
      int main(void) {
        struct sigaction act;
        sigset_t set, old;
        memset(&act, 0, sizeof act);
        act.sa_handler = note;
        sigaddset(&act.sa_mask, SIGUSR2);
        sigaction(SIGUSR1, &act, 0);
        sigaction(SIGUSR2, &act, 0);
        sigemptyset(&set);
        sigaddset(&set, SIGUSR1);
        sigaddset(&set, SIGUSR2);
        sigprocmask(SIG_BLOCK, &set, &old);
        kill(getpid(), SIGUSR2);
        kill(getpid(), SIGUSR1);
        kill(getpid(), SIGUSR1);
        printf("%d\\n", hits);
        sigprocmask(SIG_SETMASK, &old, 0);
        printf("%d: %d %d\\n", hits, order[0], order[1]);
      }`);
    expect(output).toBe('0\n2: 10 12\n');
    expect(strace).toContain('rt_sigprocmask(SIG_BLOCK, [USR1 USR2], [], 8) = 0');
    expect(strace).toContain(
      '--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=1001, si_uid=0} ---',
    );
    expect(strace).toContain('rt_sigreturn({mask=[]})                 = 0');
  });

  test('sigsuspend lends a mask for as long as it sleeps', () => {
    const { output, strace } = run(`${SIGNALS}
      int main(void) {
        struct sigaction act;
        sigset_t set, none, now;
        memset(&act, 0, sizeof act);
        act.sa_handler = note;
        sigaction(SIGUSR1, &act, 0);
        sigemptyset(&set);
        sigemptyset(&none);
        sigaddset(&set, SIGUSR1);
        sigprocmask(SIG_BLOCK, &set, 0);
        kill(getpid(), SIGUSR1);
        printf("%ld\\n", __syscall(SYS_rt_sigsuspend, &none, 8));
        sigprocmask(SIG_SETMASK, 0, &now);
        printf("%d %d\\n", hits, sigismember(&now, SIGUSR1));
      }`);
    expect(output).toBe('-4\n1 1\n');
    expect(strace).toContain(
      'rt_sigsuspend([], 8)                    = ? ERESTARTNOHAND (To be restarted if no handler)',
    );
    expect(strace).toContain(
      'rt_sigreturn({mask=[USR1]})             = -1 EINTR (Interrupted system call)',
    );
  });
});

describe('threads of a C program', () => {
  const THREAD = `
    #include <stdio.h>
    #include <sched.h>
    #include <string.h>
    #include <unistd.h>
    struct start { unsigned long flags, pidfd, child, parent, signal, stack, size, tls, a, b, c; };
    static char stack[65536], own[4096];
    static int word, tid;
    static void *second(void *text) {
      printf("%s %d\\n", (char *) text, gettid() == getpid());
      fflush(stdout);
      usleep(1000);
      word = 1;
      printf("woke %ld\\n", __syscall(SYS_futex, &word, 1, 1));
      return 0;
    }
    int main(void) {
      struct start s;
      memset(&s, 0, sizeof s);
      s.flags = 0x3d0f00;
      s.stack = (unsigned long) stack;
      s.size = sizeof stack;
      s.tls = (unsigned long) own;
      s.child = s.parent = (unsigned long) &tid;
      long made = __syscall(SYS_clone3, &s, sizeof s, second, "second");
      long slept = __syscall(SYS_futex, &word, 0, 0, 0);
      printf("slept %ld, word %d\\n", slept, word);
      while (tid) __syscall(SYS_futex, &tid, 0, made, 0);
      printf("joined %ld\\n", made - getpid());
    }`;

  test('sleep on a word, wake each other, and clear a word as they end', () => {
    const { output, strace, m } = run(THREAD);
    expect(whoWaits(m)).toEqual([]);
    expect(output).toBe('second 0\nwoke 1\nslept 0, word 1\njoined 1\n');
    expect(strace.find((line) => line.includes('clone3'))).toMatch(
      /=> \{parent_tid=\[1002\]\}, 88/,
    );
    expect(strace.filter((line) => line.includes('+++'))).toEqual([
      '[pid  1002] +++ exited with 0 +++',
      '[pid  1001] +++ exited with 0 +++',
    ]);
  });
});
