// <sched.h>: which CPUs a task may run on, and how it is scheduled.
//
// One idea: a set of CPUs is an array of words, a bit a CPU, and all but the calls are macros.
//
// Source: sched(7), CPU_SET(3), sched_setaffinity(2); glibc 2.36 bits/cpu-set.h for the types.
// Departs: policies and priorities are kept and read back, the scheduler looks at neither.

import type { LibraryPart } from './parts.ts';

const SCHED = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

int __sched_cpucount(size_t setsize, const cpu_set_t *setp) {
    int n = 0;
    for (size_t i = 0; i < setsize / sizeof(__cpu_mask); i++) n += __builtin_popcountl(((const __cpu_mask *) setp)[i]);
    return n;
}

cpu_set_t *__sched_cpualloc(size_t count) {
    return malloc(CPU_ALLOC_SIZE(count));
}

void __sched_cpufree(cpu_set_t *set) {
    free(set);
}

/* The kernel says how many bytes it wrote; the rest of the set is empty. */
int sched_getaffinity(pid_t pid, size_t cpusetsize, cpu_set_t *cpuset) {
    long n = __ret(__syscall(SYS_sched_getaffinity, pid, cpusetsize, cpuset));
    if (n < 0) return -1;
    memset((char *) cpuset + n, 0, cpusetsize - n);
    return 0;
}

int sched_getcpu(void) {
    unsigned int cpu;
    return getcpu(&cpu, NULL) < 0 ? -1 : (int) cpu;
}

int getcpu(unsigned int *cpu, unsigned int *node) {
    return __ret(__syscall(SYS_getcpu, cpu, node, 0));
}
`;

/** clone(2) with a function: its stack grows down from an address, and its length is not told. */
const CLONE = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <unistd.h>

/* A process of its own begins behind the call like fork(2)'s; its stack is a copy of its maker's. */
int clone(int (*fn)(void *), void *stack, int flags, void *arg, ...) {
    if (!fn || !stack) {
        errno = EINVAL;
        return -1;
    }
    va_list ap;
    va_start(ap, arg);
    int *parent_tid = NULL, *child_tid = NULL;
    if (flags & (CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_SETTLS)) {
        parent_tid = va_arg(ap, int *);
        if (flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_SETTLS)) {
            va_arg(ap, void *);
            child_tid = va_arg(ap, int *);
        }
    }
    va_end(ap);
    int pid = __ret(__syscall(SYS_clone, flags, 0, parent_tid, child_tid, 0));
    if (pid == 0) _exit(fn(arg));
    return pid;
}
`;

const WORDS = `#define CPU_SETSIZE 1024
#define __CPUS(size) ((size) / sizeof(__cpu_mask))
#define __CPU_AT(cpu, size, setp, what) \\
    ((size_t) (cpu) < 8 * (size_t) (size) ? (what) : 0)
#define __CPU_WORD(cpu, setp) (((__cpu_mask *) (setp))[(cpu) / 64])
#define __CPU_BIT(cpu) ((__cpu_mask) 1 << ((cpu) % 64))
#define CPU_SET_S(cpu, size, setp) __CPU_AT(cpu, size, setp, __CPU_WORD(cpu, setp) |= __CPU_BIT(cpu))
#define CPU_CLR_S(cpu, size, setp) __CPU_AT(cpu, size, setp, __CPU_WORD(cpu, setp) &= ~__CPU_BIT(cpu))
#define CPU_ISSET_S(cpu, size, setp) __CPU_AT(cpu, size, setp, (__CPU_WORD(cpu, setp) & __CPU_BIT(cpu)) != 0)
#define CPU_ZERO_S(size, setp) do __builtin_memset(setp, 0, size); while (0)
#define CPU_COUNT_S(size, setp) __sched_cpucount(size, setp)
#define CPU_EQUAL_S(size, a, b) (__builtin_memcmp(a, b, size) == 0)
#define __CPU_OP(size, to, a, b, op) \\
    do for (size_t __i = 0; __i < __CPUS(size); __i++) \\
        ((__cpu_mask *) (to))[__i] = ((const __cpu_mask *) (a))[__i] op ((const __cpu_mask *) (b))[__i]; while (0)
#define CPU_AND_S(size, to, a, b) __CPU_OP(size, to, a, b, &)
#define CPU_OR_S(size, to, a, b) __CPU_OP(size, to, a, b, |)
#define CPU_XOR_S(size, to, a, b) __CPU_OP(size, to, a, b, ^)
#define CPU_SET(cpu, setp) CPU_SET_S(cpu, sizeof(cpu_set_t), setp)
#define CPU_CLR(cpu, setp) CPU_CLR_S(cpu, sizeof(cpu_set_t), setp)
#define CPU_ISSET(cpu, setp) CPU_ISSET_S(cpu, sizeof(cpu_set_t), setp)
#define CPU_ZERO(setp) CPU_ZERO_S(sizeof(cpu_set_t), setp)
#define CPU_COUNT(setp) CPU_COUNT_S(sizeof(cpu_set_t), setp)
#define CPU_EQUAL(a, b) CPU_EQUAL_S(sizeof(cpu_set_t), a, b)
#define CPU_AND(to, a, b) CPU_AND_S(sizeof(cpu_set_t), to, a, b)
#define CPU_OR(to, a, b) CPU_OR_S(sizeof(cpu_set_t), to, a, b)
#define CPU_XOR(to, a, b) CPU_XOR_S(sizeof(cpu_set_t), to, a, b)
#define CPU_ALLOC_SIZE(count) (((count) + 63) / 64 * sizeof(__cpu_mask))
#define CPU_ALLOC(count) __sched_cpualloc(count)
#define CPU_FREE(setp) __sched_cpufree(setp)`;

export const SCHED_PART: LibraryPart = {
  headers: [
    {
      name: 'bits/clone.h',
      text: `#define CLONE_NEWTIME 0x80
#define CLONE_VM 0x100
#define CLONE_FS 0x200
#define CLONE_FILES 0x400
#define CLONE_SIGHAND 0x800
#define CLONE_PIDFD 0x1000
#define CLONE_PTRACE 0x2000
#define CLONE_VFORK 0x4000
#define CLONE_PARENT 0x8000
#define CLONE_THREAD 0x10000
#define CLONE_NEWNS 0x20000
#define CLONE_SYSVSEM 0x40000
#define CLONE_SETTLS 0x80000
#define CLONE_PARENT_SETTID 0x100000
#define CLONE_CHILD_CLEARTID 0x200000
#define CLONE_DETACHED 0x400000
#define CLONE_UNTRACED 0x800000
#define CLONE_CHILD_SETTID 0x1000000
#define CLONE_NEWCGROUP 0x2000000
#define CLONE_NEWUTS 0x4000000
#define CLONE_NEWIPC 0x8000000
#define CLONE_NEWUSER 0x10000000
#define CLONE_NEWPID 0x20000000
#define CLONE_NEWNET 0x40000000
#define CLONE_IO 0x80000000`,
    },
    {
      name: 'bits/sched-gnu.h',
      includes: ['sys/types.h', 'bits/clone.h'],
      text: `${WORDS}
typedef unsigned long __cpu_mask;
typedef struct { __cpu_mask __bits[CPU_SETSIZE / 64]; } cpu_set_t;
int __sched_cpucount(size_t setsize, const cpu_set_t *setp);
cpu_set_t *__sched_cpualloc(size_t count);
void __sched_cpufree(cpu_set_t *set);
int sched_setaffinity(pid_t pid, size_t cpusetsize, const cpu_set_t *cpuset);
int sched_getaffinity(pid_t pid, size_t cpusetsize, cpu_set_t *cpuset);
int clone(int (*fn)(void *), void *stack, int flags, void *arg, ...);
int unshare(int flags);
int setns(int fd, int nstype);
int sched_getcpu(void);
int getcpu(unsigned int *cpu, unsigned int *node);`,
    },
    {
      name: 'sched.h',
      includes: ['sys/types.h', 'bits/time_t.h'],
      text: `#define SCHED_OTHER 0
#define SCHED_FIFO 1
#define SCHED_RR 2
#define SCHED_BATCH 3
#define SCHED_IDLE 5
#define SCHED_DEADLINE 6
#define SCHED_RESET_ON_FORK 0x40000000
struct sched_param { int sched_priority; };
int sched_yield(void);
int sched_setparam(pid_t pid, const struct sched_param *param);
int sched_getparam(pid_t pid, struct sched_param *param);
int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param);
int sched_getscheduler(pid_t pid);
int sched_get_priority_max(int algorithm);
int sched_get_priority_min(int algorithm);
int sched_rr_get_interval(pid_t pid, struct timespec *t);
#ifdef _GNU_SOURCE
#include <bits/sched-gnu.h>
#endif`,
    },
  ],
  sources: [
    { name: 'libc/sched.c', text: SCHED },
    { name: 'libc/clone.c', text: CLONE },
  ],
  wrappers: {
    'sched.h': `sched_yield sched_setparam sched_getparam sched_setscheduler sched_getscheduler
      sched_get_priority_max sched_get_priority_min sched_rr_get_interval`,
    'bits/sched-gnu.h': 'sched_setaffinity unshare setns',
  },
};
