// <pthread.h>: attributes of threads and locks, scheduling, and semaphores that have a name.
//
// One idea: an attribute is a number with a set of values, so that a getter and a setter follow from a row:
// of what, its name, its type, where it is kept, which values are good.
//
// Source: POSIX.1-2017; glibc 2.36 nptl for what is EINVAL and what ENOTSUP, and sem_open.c.
// Departs: attributes that the machine does not act on (a guard, a scope, a protocol) are kept and read back.

import type { SourceFile } from '../../cc/compile.ts';
import { SHARED } from './source-pthread.ts';

interface Attribute {
  of: 'attr' | 'mutexattr' | 'condattr' | 'rwlockattr' | 'barrierattr';
  name: string;
  type: string;
  /** C that reads it from `attr`, and a statement that puts `value` there. */
  get: string;
  set: string;
  /** C that is true for a value that is no such thing, and the error then. */
  wrong: string;
  error?: string;
}

/** A few bits of the int that a mutexattr is. */
const bits = (at: number, mask: number) => ({
  get: `(int) ((unsigned) attr->__kind >> ${at} & ${mask})`,
  set: `attr->__kind = (int) (((unsigned) attr->__kind & ~(${mask}U << ${at})) | (unsigned) value << ${at})`,
});
const field = (name: string) => ({ get: `attr->${name}`, set: `attr->${name} = value` });
const flag = 'value & ~1';
const range = (high: number) => `value < 0 || value > ${high}`;

const ROWS: readonly Attribute[] = [
  { of: 'attr', name: 'detachstate', type: 'int', ...field('__detached'), wrong: flag },
  {
    of: 'attr',
    name: 'guardsize',
    type: 'size_t',
    get: 'attr->__guard',
    set: 'attr->__guard = value',
    wrong: '0',
  },
  {
    of: 'attr',
    name: 'stacksize',
    type: 'size_t',
    get: 'attr->__size ? attr->__size : STACK_BYTES',
    set: 'attr->__size = value',
    wrong: 'value < 16384',
  },
  {
    of: 'attr',
    name: 'stackaddr',
    type: 'void *',
    get: '(void *) attr->__stack',
    set: 'attr->__stack = (unsigned long) value',
    wrong: '0',
  },
  { of: 'attr', name: 'schedpolicy', type: 'int', ...field('__policy'), wrong: range(2) },
  { of: 'attr', name: 'inheritsched', type: 'int', ...field('__explicit'), wrong: flag },
  { of: 'mutexattr', name: 'type', type: 'int', ...bits(0, 3), wrong: range(3) },
  { of: 'mutexattr', name: 'protocol', type: 'int', ...bits(28, 3), wrong: range(2) },
  {
    of: 'mutexattr',
    name: 'prioceiling',
    type: 'int',
    ...bits(12, 127),
    wrong: 'value < 1 || value > 99',
  },
  { of: 'mutexattr', name: 'robust', type: 'int', ...bits(30, 1), wrong: flag },
  { of: 'mutexattr', name: 'pshared', type: 'int', ...bits(31, 1), wrong: flag },
  {
    of: 'condattr',
    name: 'clock',
    type: 'clockid_t',
    get: 'attr->__clock & 0xff',
    set: 'attr->__clock = (attr->__clock & ~0xff) | value',
    wrong: 'value != CLOCK_REALTIME && value != CLOCK_MONOTONIC',
  },
  {
    of: 'condattr',
    name: 'pshared',
    type: 'int',
    get: 'attr->__clock >> 8',
    set: 'attr->__clock = (attr->__clock & 0xff) | value << 8',
    wrong: flag,
  },
  { of: 'rwlockattr', name: 'pshared', type: 'int', ...field('__shared'), wrong: flag },
  { of: 'rwlockattr', name: 'kind_np', type: 'int', ...field('__kind'), wrong: range(2) },
  { of: 'barrierattr', name: 'pshared', type: 'int', ...field('__shared'), wrong: flag },
];

/** Those that <pthread.h> has declared already. */
const DECLARED =
  /attr_[gs]etdetachstate|attr_[gs]etstacksize|mutexattr_[gs]ettype|mutexattr_setpshared|condattr_setclock/;

const prototypes = ROWS.flatMap(({ of, name, type }) => {
  const space = type.endsWith('*') ? '' : ' ';
  return [
    `int pthread_${of}_get${name}(const pthread_${of}_t *attr, ${type}${space}*value)`,
    `int pthread_${of}_set${name}(pthread_${of}_t *attr, ${type}${space}value)`,
  ];
});

/** Prototypes for the header. */
export const ATTRIBUTES = prototypes
  .filter((line) => !DECLARED.test(line))
  .map((line) => `${line};`)
  .concat('int pthread_attr_getscope(const pthread_attr_t *attr, int *scope);')
  .join('\n');

const functions = ROWS.map(({ get, set, wrong, error = 'EINVAL' }, i) => {
  return `${prototypes[2 * i]} {
    *value = ${get};
    return 0;
}

${prototypes[2 * i + 1]} {
    if (${wrong}) return ${error};
    ${set};
    return 0;
}
`;
}).join('\n');

const plain = (of: string, begin: string) => `int pthread_${of}_init(pthread_${of}_t *attr) {
    memset(attr, 0, sizeof *attr);
${begin}    return 0;
}

int pthread_${of}_destroy(pthread_${of}_t *attr) {
    (void) attr;
    return 0;
}
`;

const ATTRIBUTE_C = `#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>

#define STACK_BYTES (256 * 1024)

${plain('attr', '    attr->__guard = 4096;\n')}
${['mutexattr', 'condattr', 'rwlockattr', 'barrierattr'].map((of) => plain(of, '')).join('\n')}
${functions}
int pthread_attr_setstack(pthread_attr_t *attr, void *stack, size_t size) {
    if (size < 16384) return EINVAL;
    attr->__stack = (unsigned long) stack;
    attr->__size = size;
    return 0;
}

int pthread_attr_getstack(const pthread_attr_t *attr, void **stack, size_t *size) {
    *stack = (void *) attr->__stack;
    *size = attr->__size ? attr->__size : STACK_BYTES;
    return 0;
}

int pthread_attr_setscope(pthread_attr_t *attr, int scope) {
    (void) attr;
    return scope == PTHREAD_SCOPE_SYSTEM ? 0 : scope == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL;
}

int pthread_attr_getscope(const pthread_attr_t *attr, int *scope) {
    (void) attr;
    *scope = PTHREAD_SCOPE_SYSTEM;
    return 0;
}

int pthread_attr_setschedparam(pthread_attr_t *attr, const struct sched_param *param) {
    int low = sched_get_priority_min(attr->__policy), high = sched_get_priority_max(attr->__policy);
    if (param->sched_priority < low || param->sched_priority > high) return EINVAL;
    attr->__priority = param->sched_priority;
    return 0;
}

int pthread_attr_getschedparam(const pthread_attr_t *attr, struct sched_param *param) {
    param->sched_priority = attr->__priority;
    return 0;
}

int pthread_attr_setaffinity_np(pthread_attr_t *attr, size_t size, const cpu_set_t *set) {
    attr->__affinity = set && size >= 8 ? set->__bits[0] : 0;
    return 0;
}

int pthread_attr_getaffinity_np(const pthread_attr_t *attr, size_t size, cpu_set_t *set) {
    if (size < 8) return EINVAL;
    memset(set, attr->__affinity ? 0 : 0xff, size);
    if (attr->__affinity) set->__bits[0] = attr->__affinity;
    return 0;
}

int pthread_mutex_getprioceiling(const pthread_mutex_t *mutex, int *ceiling) {
    (void) mutex;
    (void) ceiling;
    return EINVAL;
}

int pthread_mutex_setprioceiling(pthread_mutex_t *mutex, int ceiling, int *old) {
    (void) mutex;
    (void) ceiling;
    (void) old;
    return EINVAL;
}
`;

const SCHEDULING_C = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
${SHARED}
extern struct thread __first_thread;

static int tid_of(pthread_t th) {
    struct thread *t = (struct thread *) th;
    return t == &__first_thread ? getpid() : t->tid;
}

/* What the attributes of a thread ask for, by that thread itself. */
void __begin_scheduled(const pthread_attr_t *attr) {
    struct sched_param param = {attr->__priority};
    if (attr->__explicit) __syscall(SYS_sched_setscheduler, 0, attr->__policy, &param);
    if (attr->__affinity) __syscall(SYS_sched_setaffinity, 0, 8, &attr->__affinity);
}

int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *param) {
    return -__syscall(SYS_sched_setscheduler, tid_of(thread), policy, param);
}

int pthread_getschedparam(pthread_t thread, int *policy, struct sched_param *param) {
    long found = __syscall(SYS_sched_getscheduler, tid_of(thread));
    if (found < 0) return -found;
    *policy = found;
    return -__syscall(SYS_sched_getparam, tid_of(thread), param);
}

int pthread_setschedprio(pthread_t thread, int prio) {
    struct sched_param param = {prio};
    return -__syscall(SYS_sched_setparam, tid_of(thread), &param);
}

static int concurrency;

int pthread_setconcurrency(int level) {
    if (level < 0) return EINVAL;
    concurrency = level;
    return 0;
}

int pthread_getconcurrency(void) {
    return concurrency;
}

/* The kernel's number for a thread's clock: the complement of its tid, and which kind below that. */
int pthread_getcpuclockid(pthread_t thread, clockid_t *clock_id) {
    int tid = tid_of(thread);
    if (!tid) return ESRCH;
    *clock_id = (clockid_t) (~(unsigned) tid << 3 | 6);
    return 0;
}

int pthread_setaffinity_np(pthread_t th, size_t size, const cpu_set_t *set) {
    return -__syscall(SYS_sched_setaffinity, tid_of(th), size, set);
}

int pthread_getaffinity_np(pthread_t th, size_t size, cpu_set_t *set) {
    long n = __syscall(SYS_sched_getaffinity, tid_of(th), size, set);
    if (n < 0) return -n;
    memset((char *) set + n, 0, size - n);
    return 0;
}

extern const pthread_attr_t *__default_attributes;

int pthread_getattr_default_np(pthread_attr_t *attr) {
    if (__default_attributes) *attr = *__default_attributes;
    else pthread_attr_init(attr);
    return 0;
}

int pthread_setattr_default_np(const pthread_attr_t *attr) {
    static pthread_attr_t common;
    if (attr->__stack || (attr->__size && attr->__size < 16384)) return EINVAL;
    common = *attr;
    __default_attributes = &common;
    return 0;
}

int pthread_getattr_np(pthread_t th, pthread_attr_t *attr) {
    struct thread *t = (struct thread *) th;
    pthread_attr_init(attr);
    if (t != &__first_thread) {
        *attr = t->attr;
        /* A stack of the program's own has none. */
        attr->__guard = attr->__stack ? 0 : attr->__guard ? attr->__guard : 4096;
        attr->__stack = attr->__stack ? attr->__stack : (unsigned long) t->own_stack;
    }
    if (!attr->__size) attr->__size = STACK_BYTES;
    attr->__detached = t->fate == DETACHED;
    return 0;
}

int pthread_sigqueue(pthread_t thread, int signo, const union sigval value) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = signo;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value = value;
    return -__syscall(SYS_rt_tgsigqueueinfo, getpid(), tid_of(thread), signo, &info);
}
`;

/** A semaphore with a name is a file below /dev/shm that everybody maps. */
const NAMED_C = `#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is open: a second sem_open of a name gives the same address. */
struct open { struct open *next; sem_t *sem; ino_t ino; int count; };
static struct open *all;

static int path_of(const char *name, char *path) {
    while (*name == '/') name++;
    if (!*name || strchr(name, '/') || strlen(name) > 250) {
        errno = *name && !strchr(name, '/') ? ENAMETOOLONG : EINVAL;
        return -1;
    }
    sprintf(path, "/dev/shm/sem.%s", name);
    return 0;
}

static sem_t *map(int fd) {
    struct stat st;
    if (fstat(fd, &st) < 0) return SEM_FAILED;
    for (struct open *o = all; o; o = o->next)
        if (o->ino == st.st_ino) {
            o->count++;
            return o->sem;
        }
    struct open *o = malloc(sizeof *o);
    void *sem = o ? mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    if (sem == MAP_FAILED) {
        free(o);
        return SEM_FAILED;
    }
    *o = (struct open) {all, sem, st.st_ino, 1};
    all = o;
    return sem;
}

/* A new one gets its name when it has its value: nobody sees it half made. */
static sem_t *make(const char *path, mode_t mode, unsigned int value) {
    sem_t sem;
    char temporary[] = "/dev/shm/sem.XXXXXX";
    if (value > SEM_VALUE_MAX) {
        errno = EINVAL;
        return SEM_FAILED;
    }
    sem_init(&sem, 1, value);
    int fd = mkstemp(temporary);
    if (fd < 0) return SEM_FAILED;
    mode_t mask = umask(0);
    umask(mask);
    sem_t *made = SEM_FAILED;
    if (write(fd, &sem, sizeof sem) == sizeof sem && fchmod(fd, mode & ~mask) == 0 && link(temporary, path) == 0)
        made = map(fd);
    int error = errno;
    unlink(temporary);
    close(fd);
    errno = error;
    return made;
}

sem_t *sem_open(const char *name, int oflag, ...) {
    char path[300];
    if (path_of(name, path) < 0) return SEM_FAILED;
    for (;;) {
        if (!(oflag & O_CREAT) || !(oflag & O_EXCL)) {
            int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
            if (fd >= 0) {
                sem_t *found = map(fd);
                close(fd);
                return found;
            }
            if (errno != ENOENT || !(oflag & O_CREAT)) return SEM_FAILED;
        }
        va_list ap;
        va_start(ap, oflag);
        mode_t mode = va_arg(ap, mode_t);
        unsigned int value = va_arg(ap, unsigned int);
        va_end(ap);
        sem_t *made = make(path, mode, value);
        if (made != SEM_FAILED || errno != EEXIST || oflag & O_EXCL) return made;
    }
}

int sem_close(sem_t *sem) {
    for (struct open **p = &all; *p; p = &(*p)->next) {
        struct open *o = *p;
        if (o->sem != sem) continue;
        if (--o->count > 0) return 0;
        *p = o->next;
        free(o);
        return munmap(sem, sizeof *sem);
    }
    errno = EINVAL;
    return -1;
}

int sem_unlink(const char *name) {
    char path[300];
    return path_of(name, path) < 0 ? -1 : unlink(path);
}
`;

export const ATTRIBUTE_SOURCES: readonly SourceFile[] = [
  { name: 'libc/pthread-attributes.c', text: ATTRIBUTE_C },
  { name: 'libc/pthread-scheduling.c', text: SCHEDULING_C },
  { name: 'libc/named-semaphores.c', text: NAMED_C },
];
