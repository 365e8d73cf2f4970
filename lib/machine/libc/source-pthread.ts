// <pthread.h>: threads begin, end, are joined, cancelled and have values of their own.
//
// One idea: a thread is a block of memory that the kernel knows one word of: it clears `tid` when
// the thread is gone and wakes who sleeps on it, and that is all that pthread_join needs.
//
// Source: glibc 2.36 nptl: clone3(2) with the same flags, exit(2), futex(2).
// Departs: stacks come from malloc and not from mmap.

import { KERNEL_SIGACTION, structText } from '../../abi/structs.ts';
import type { SourceFile } from '../../cc/compile.ts';

export const SHARED = `/* Lies before the variables of its own that a thread has, where the thread pointer points. */
struct thread {
    int tid;              /* cleared and woken by the kernel when the thread is gone */
    int fate;
    void *(*start)(void *);
    void *arg, *result;
    void *specific[PTHREAD_KEYS_MAX];
    struct __cleanup *cleanups;
    int cancelled, cancel_state, cancel_type;
    int reminder;         /* the timer of one that is cancelled and computes, and 1 more */
    void *block;
    char *own_stack;
    struct thread *next;
    pthread_attr_t attr;  /* what it was made with */
};

enum { JOINABLE, DETACHED, OVER };

#define STACK_BYTES (256 * 1024)
#define MOST_BYTES (16 * STACK_BYTES)

/* Natives: see native-thread.ts. */
int __cas(int *word, int old, int new);
int __swap(int *word, int new);
int __add(int *word, int amount);
void *__self(void);
int __is_first(void);
size_t __tls_size(void);
void __tls_init(void *to);
`;

const PTHREAD = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
${SHARED}
struct thread __first_thread;     /* the thread that main runs in */
#define first __first_thread
/* pthread_setattr_default_np says here what a thread is made with. */
const pthread_attr_t *__default_attributes;
/* Locks say here what to do when a thread ends that holds some. */
void (*__release_robust)(void);
static struct thread *ended;      /* detached and over: their memory waits for the next create */
static int alive = 1;             /* threads that have not ended */
static struct { int used; void (*destructor)(void *); } keys[PTHREAD_KEYS_MAX];
extern int __threads;
extern void (*__cancelled)(long result);

static struct thread *self(void) {
    return __is_first() ? &first : (struct thread *) __self() - 1;
}

pthread_t pthread_self(void) {
    return (pthread_t) self();
}

int pthread_equal(pthread_t thread1, pthread_t thread2) {
    return thread1 == thread2;
}

void __begin_scheduled(const pthread_attr_t *attr);

static void release(struct thread *t) {
    if (t->own_stack) free(t->own_stack);
    free(t->block);
}

static void run_destructors(struct thread *t) {
    for (int round = 0, again = 1; again && round < 4; round++) {
        again = 0;
        for (int i = 0; i < PTHREAD_KEYS_MAX; i++) {
            void *value = t->specific[i];
            if (!value || !keys[i].used || !keys[i].destructor) continue;
            t->specific[i] = NULL;
            keys[i].destructor(value);
            again = 1;
        }
    }
}

void pthread_exit(void *retval) {
    struct thread *t = self();
    t->result = retval;
    t->cancel_state = PTHREAD_CANCEL_DISABLE;
    for (struct __cleanup *c = t->cleanups; c; c = t->cleanups) {
        t->cleanups = c->__next;
        c->__routine(c->__arg);
    }
    run_destructors(t);
    if (__release_robust) __release_robust();
    if (t->reminder) __syscall(SYS_timer_delete, t->reminder - 1);
    if (__add(&alive, -1) == 1) exit(0);  /* the last one ends the process */
    if (__cas(&t->fate, JOINABLE, OVER) == DETACHED) {
        t->next = ended;
        ended = t;
    }
    for (;;) __syscall(SYS_exit, 0);
}

static void *begin(void *arg) {
    struct thread *t = arg;
    if (t->attr.__explicit || t->attr.__affinity) __begin_scheduled(&t->attr);
    pthread_exit(t->start(t->arg));
    return NULL;
}

/* What clone3(2) takes; the kernel clears the word tid when the thread is gone, and wakes joins. */
struct clone_args { unsigned long flags, pidfd, child_tid, parent_tid, exit_signal, stack, size, tls, more[3]; };
#define FLAGS 0x3d0f00  /* VM FS FILES SIGHAND THREAD SYSVSEM SETTLS PARENT_SETTID CHILD_CLEARTID */

int pthread_create(pthread_t *newthread, const pthread_attr_t *attr, void *(*start)(void *), void *arg) {
    __threads = 1;
    for (struct thread **p = &ended; *p;) {
        struct thread *t = *p;
        if (t->tid != 0) {
            p = &t->next;
            continue;
        }
        *p = t->next;
        release(t);
    }
    if (!attr) attr = __default_attributes;
    size_t size = attr && attr->__size > STACK_BYTES ? attr->__size : STACK_BYTES;
    if (attr && attr->__stack) size = attr->__size;
    else if (size > MOST_BYTES) size = MOST_BYTES;
    void *block = malloc(sizeof(struct thread) + __tls_size() + 16);
    char *stack = attr && attr->__stack ? (char *) attr->__stack : malloc(size);
    if (!block || !stack) {
        free(block);
        if (stack && !(attr && attr->__stack)) free(stack);
        return EAGAIN;
    }
    struct thread *t = block;
    memset(t, 0, sizeof *t);
    t->block = block;
    if (!(attr && attr->__stack)) t->own_stack = stack;
    t->start = start;
    t->arg = arg;
    t->fate = attr && attr->__detached ? DETACHED : JOINABLE;
    t->attr = attr ? *attr : (pthread_attr_t) {0};
    __tls_init(t + 1);
    struct clone_args args = {FLAGS, 0, (unsigned long) &t->tid, (unsigned long) &t->tid, 0,
                              (unsigned long) stack, size, (unsigned long) (t + 1), {0}};
    __add(&alive, 1);
    *newthread = (pthread_t) t;
    long tid = __syscall(SYS_clone3, &args, sizeof args, begin, t);
    if (tid >= 0) return 0;
    __add(&alive, -1);
    release(t);
    return -tid;
}

/* Waits as long as it takes, until a point in time of a clock, or (NEVER) not at all. */
#define NEVER (-1)
static int join(struct thread *t, void **result, int clock, const struct timespec *until) {
    if (clock == NEVER && (t->tid != 0 || t == self())) return EBUSY;
    if (t->fate == DETACHED) return EINVAL;
    if (t == self()) return EDEADLK;
    for (int tid = t->tid; tid != 0; tid = t->tid) {
        if (until && (until->tv_nsec < 0 || until->tv_nsec >= 1000000000)) return EINVAL;
        pthread_testcancel();
        /* FUTEX_WAIT_BITSET knows points in time, of the real clock with 256. */
        long error = until ? __syscall(SYS_futex, &t->tid, clock == CLOCK_REALTIME ? 265 : 9, tid, until, 0, -1)
                           : __syscall(SYS_futex, &t->tid, 0, tid, 0);
        if (error == -ETIMEDOUT) return ETIMEDOUT;
    }
    if (result) *result = t->result;
    if (t != &first) release(t);
    return 0;
}

int pthread_join(pthread_t th, void **thread_return) {
    return join((struct thread *) th, thread_return, CLOCK_REALTIME, NULL);
}

int pthread_tryjoin_np(pthread_t th, void **thread_return) {
    return join((struct thread *) th, thread_return, NEVER, NULL);
}

int pthread_timedjoin_np(pthread_t th, void **thread_return, const struct timespec *abstime) {
    return join((struct thread *) th, thread_return, CLOCK_REALTIME, abstime);
}

int pthread_clockjoin_np(pthread_t th, void **thread_return, clockid_t clock, const struct timespec *abstime) {
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) return EINVAL;
    return join((struct thread *) th, thread_return, clock, abstime);
}

int pthread_detach(pthread_t th) {
    struct thread *t = (struct thread *) th;
    int was = __cas(&t->fate, JOINABLE, DETACHED);
    if (was == DETACHED) return EINVAL;
    if (was == OVER) {
        t->fate = DETACHED;
        t->next = ended;
        ended = t;
    }
    return 0;
}

void __cleanup_push(struct __cleanup *entry) {
    struct thread *t = self();
    entry->__next = t->cleanups;
    t->cleanups = entry;
}

void __cleanup_pop(struct __cleanup *entry, int execute) {
    self()->cleanups = entry->__next;
    if (execute) entry->__routine(entry->__arg);
}

/* Cancelling is deferred, to the next call that sleeps or comes back, or happens at once. */
void pthread_testcancel(void) {
    struct thread *t = self();
    if (t->cancelled && t->cancel_state == PTHREAD_CANCEL_ENABLE) pthread_exit(PTHREAD_CANCELED);
}

int __holds_stream(void);

static void check(long result) {
    (void) result;
    if (self()->cancelled && !__holds_stream()) pthread_testcancel();
}

/* A thread that is cancelled while it computes is woken out of whatever call it sleeps in next: a timer
 * of its own says so again after a while, until it has come to such a call. */
static void remind(struct thread *t) {
    struct sigevent event;
    struct itimerspec soon = {{0, 0}, {0, 1000000}};
    if (!t->reminder) {
        memset(&event, 0, sizeof event);
        event.sigev_notify = SIGEV_THREAD_ID;
        event.sigev_signo = 32;
        event._sigev_un._tid = __syscall(SYS_gettid);
        int id;
        if (__syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &id) < 0) return;
        t->reminder = id + 1;
    }
    __syscall(SYS_timer_settime, t->reminder - 1, 0, &soon, NULL);
}

static void at_once(void) {
    struct thread *t = self();
    if (!t->cancelled || t->cancel_state != PTHREAD_CANCEL_ENABLE) return;
    if (t->cancel_type == PTHREAD_CANCEL_ASYNCHRONOUS) pthread_exit(PTHREAD_CANCELED);
    remind(t);
}

static void wake(int sig) {
    (void) sig;
    at_once();
}

static void leave(void) {
    __syscall(SYS_rt_sigreturn);
}

/* sigaction() keeps programs from this signal. */
${structText(KERNEL_SIGACTION)}

int pthread_cancel(pthread_t th) {
    static int ready;
    struct thread *t = (struct thread *) th;
    if (!ready) {
        struct kernel_sigaction action = {.handler = wake, .flags = 0x4000000 /* SA_RESTORER */, .restorer = leave};
        __syscall(SYS_rt_sigaction, 32, &action, NULL, 8);
        __cancelled = check;
        ready = 1;
    }
    t->cancelled = 1;
    if (t == self()) {
        at_once();
        return 0;
    }
    if (t->tid && t->cancel_state == PTHREAD_CANCEL_ENABLE) __syscall(SYS_tgkill, getpid(), t->tid, 32);
    return 0;
}

int pthread_setcancelstate(int state, int *oldstate) {
    struct thread *t = self();
    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE) return EINVAL;
    if (oldstate) *oldstate = t->cancel_state;
    t->cancel_state = state;
    at_once();
    return 0;
}

int pthread_setcanceltype(int type, int *oldtype) {
    struct thread *t = self();
    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS) return EINVAL;
    if (oldtype) *oldtype = t->cancel_type;
    t->cancel_type = type;
    at_once();
    return 0;
}

int pthread_kill(pthread_t thread, int signo) {
    struct thread *t = (struct thread *) thread;
    int tid = t == &first ? getpid() : t->tid;
    return tid == 0 ? ESRCH : -__syscall(SYS_tgkill, getpid(), tid, signo);
}

int pthread_sigmask(int how, const sigset_t *set, sigset_t *oset) {
    return -__syscall(SYS_rt_sigprocmask, how, set, oset, 8);
}

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
    for (unsigned i = 0; i < PTHREAD_KEYS_MAX; i++)
        if (!keys[i].used) {
            keys[i].used = 1;
            keys[i].destructor = destructor;
            *key = i;
            return 0;
        }
    return EAGAIN;
}

int pthread_key_delete(pthread_key_t key) {
    if (key >= PTHREAD_KEYS_MAX || !keys[key].used) return EINVAL;
    keys[key].used = 0;
    return 0;
}

void *pthread_getspecific(pthread_key_t key) {
    return key < PTHREAD_KEYS_MAX ? self()->specific[key] : NULL;
}

int pthread_setspecific(pthread_key_t key, const void *pointer) {
    if (key >= PTHREAD_KEYS_MAX || !keys[key].used) return EINVAL;
    self()->specific[key] = (void *) pointer;
    return 0;
}

/* The file with another thread's name. */
static int name_file(pthread_t thread, int flags) {
    struct thread *t = (struct thread *) thread;
    char path[40];
    sprintf(path, "/proc/self/task/%d/comm", t == &first ? getpid() : t->tid);
    return open(path, flags);
}

int pthread_setname_np(pthread_t thread, const char *name) {
    size_t length = strlen(name);
    if (length > 15) return ERANGE;
    if (thread == pthread_self()) return prctl(PR_SET_NAME, name) < 0 ? errno : 0;
    int fd = name_file(thread, O_RDWR);
    if (fd < 0) return errno;
    int error = write(fd, name, length) < 0 ? errno : 0;
    close(fd);
    return error;
}

int pthread_getname_np(pthread_t thread, char *buf, size_t len) {
    if (len < 16) return ERANGE;
    if (thread == pthread_self()) return prctl(PR_GET_NAME, buf) < 0 ? errno : 0;
    int fd = name_file(thread, O_RDONLY);
    if (fd < 0) return errno;
    ssize_t n = read(fd, buf, len);
    int error = n < 0 ? errno : 0;
    if (n > 0) buf[n - (buf[n - 1] == '\\n')] = 0;
    close(fd);
    return error;
}

int pthread_yield(void) {
    return __syscall(SYS_sched_yield);
}
`;

export const PTHREAD_SOURCE: SourceFile = { name: 'libc/pthread.c', text: PTHREAD };
