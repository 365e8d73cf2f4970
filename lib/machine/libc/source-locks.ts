// <pthread.h> and <semaphore.h>: locks, conditions, barriers, semaphores.
//
// One idea: each is a number in memory that threads change in one step; only who finds it wrong asks
// the kernel, to sleep until it changes. A lock that nobody fights for makes no system call.
//
// Source: glibc 2.36 nptl for which futex(2) calls are seen; U. Drepper, "Futexes Are Tricky".
// Departs: a condition is one number that counts signals; glibc's has two groups of waiters.

import type { SourceFile } from '../../cc/compile.ts';

const LOCKS = `#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

int __cas(volatile int *word, int old, int new);
int __swap(int *word, int new);
int __add(int *word, int amount);

#define WAIT 128            /* FUTEX_WAIT_PRIVATE */
#define WAKE 129
#define WAIT_UNTIL 137      /* FUTEX_WAIT_BITSET_PRIVATE: a point in time */
#define BY_REALTIME 256
#define EVERYBODY 0x7fffffff

static int wait_for(int *word, int value, const struct timespec *until, int monotonic) {
    if (!until) return -__syscall(SYS_futex, word, WAIT, value, 0);
    if (until->tv_nsec < 0 || until->tv_nsec >= 1000000000) return EINVAL;
    if (until->tv_sec < 0) return ETIMEDOUT;
    int op = WAIT_UNTIL | (monotonic ? 0 : BY_REALTIME);
    return -__syscall(SYS_futex, word, op, value, until, 0, -1);
}

static void wake(int *word, int count) {
    __syscall(SYS_futex, word, WAKE, count);
}

/* Of a robust mutex: an owner who has ended leaves it DEAD, whoever takes it next is to repair it. */
enum { PLAIN, ROBUST, DEAD, REPAIRED_BY_OWNER, LOST };

static _Thread_local pthread_mutex_t *held;
extern void (*__release_robust)(void);

static void release_held(void) {
    for (pthread_mutex_t *m = held; m; m = m->__next) {
        m->__robust = DEAD;
        m->__owner = m->__count = 0;
        if (__swap(&m->__lock, 0) == 2) wake(&m->__lock, 1);
    }
    held = NULL;
}

static int taken_robust(pthread_mutex_t *m) {
    if (m->__robust == LOST) {
        __swap(&m->__lock, 0);
        wake(&m->__lock, EVERYBODY);
        return ENOTRECOVERABLE;
    }
    m->__next = held;
    held = m;
    __release_robust = release_held;
    if (m->__robust != DEAD) return 0;
    m->__robust = REPAIRED_BY_OWNER;
    return EOWNERDEAD;
}

static void untaken_robust(pthread_mutex_t *m) {
    for (pthread_mutex_t **p = &held; *p; p = &(*p)->__next)
        if (*p == m) {
            *p = m->__next;
            break;
        }
    if (m->__robust == REPAIRED_BY_OWNER) m->__robust = LOST;
}

int pthread_mutex_consistent(pthread_mutex_t *mutex) {
    if (mutex->__robust != REPAIRED_BY_OWNER) return EINVAL;
    mutex->__robust = ROBUST;
    return 0;
}

/* 0: free. 1: held. 2: held, and somebody sleeps on it. */
static int take(pthread_mutex_t *m, const struct timespec *until, int try, int monotonic) {
    pthread_t me = m->__kind ? pthread_self() : 0;
    if (m->__kind && m->__lock && m->__owner == me) {
        if (m->__kind == PTHREAD_MUTEX_ERRORCHECK) return try ? EBUSY : EDEADLK;
        m->__count++;
        return 0;
    }
    if (__cas(&m->__lock, 0, 1) != 0) {
        if (try) return EBUSY;
        while (__swap(&m->__lock, 2) != 0) {
            int error = wait_for(&m->__lock, 2, until, monotonic);
            if (error == ETIMEDOUT || error == EINVAL) return error;
        }
    }
    m->__owner = me;
    m->__count = 1;
    return m->__robust ? taken_robust(m) : 0;
}

int pthread_mutex_lock(pthread_mutex_t *mutex) {
    return take(mutex, NULL, 0, 0);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex) {
    return take(mutex, NULL, 1, 0);
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *abstime) {
    return take(mutex, abstime, 0, 0);
}

int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *abstime) {
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) return EINVAL;
    return take(mutex, abstime, 0, clock == CLOCK_MONOTONIC);
}

int pthread_mutex_unlock(pthread_mutex_t *mutex) {
    if (mutex->__kind) {
        if (!mutex->__lock || mutex->__owner != pthread_self()) return EPERM;
        if (--mutex->__count > 0) return 0;
        mutex->__owner = 0;
    }
    if (mutex->__robust) untaken_robust(mutex);
    if (__swap(&mutex->__lock, 0) == 2) wake(&mutex->__lock, 1);
    return 0;
}

static struct { void (*prepare)(void), (*parent)(void), (*child)(void); } forks[32];
static int fork_count;
extern void (*__fork_hook)(int when);

/* What was registered last is prepared first. */
static void around_fork(int when) {
    for (int i = fork_count; when == 0 && i-- > 0;) if (forks[i].prepare) forks[i].prepare();
    for (int i = 0; when != 0 && i < fork_count; i++) {
        void (*then)(void) = when == 1 ? forks[i].parent : forks[i].child;
        if (then) then();
    }
}

int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void)) {
    if (fork_count == sizeof forks / sizeof *forks) return ENOMEM;
    forks[fork_count].prepare = prepare;
    forks[fork_count].parent = parent;
    forks[fork_count++].child = child;
    __fork_hook = around_fork;
    return 0;
}

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr) {
    memset(mutex, 0, sizeof *mutex);
    if (!attr) return 0;
    mutex->__kind = attr->__kind & 3;
    if (attr->__kind & 0x40000000) mutex->__robust = ROBUST;
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex) {
    return mutex->__lock ? EBUSY : 0;
}

int pthread_cond_init(pthread_cond_t *cond, const pthread_condattr_t *attr) {
    memset(cond, 0, sizeof *cond);
    if (attr) cond->__clock = attr->__clock & 0xff;
    return 0;
}

int pthread_cond_destroy(pthread_cond_t *cond) {
    (void) cond;
    return 0;
}

/* A signal after the unlock changes the number that the sleep begins with, so it is not lost. */
static void cancelled_wait(void *mutex) {
    pthread_mutex_lock(mutex);
}

static int wait_on(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *until, int clock) {
    if (until && (until->tv_nsec < 0 || until->tv_nsec >= 1000000000)) return EINVAL;
    int sequence = c->__sequence;
    __add(&c->__waiters, 1);
    int error = pthread_mutex_unlock(m);
    if (error) {
        __add(&c->__waiters, -1);
        return error;
    }
    error = wait_for(&c->__sequence, sequence, until, clock == CLOCK_MONOTONIC);
    __add(&c->__waiters, -1);
    pthread_cleanup_push(cancelled_wait, m);
    if (error == EINTR) pthread_testcancel();
    pthread_cleanup_pop(0);
    pthread_mutex_lock(m);
    return error == ETIMEDOUT ? error : 0;
}

int pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex) {
    return wait_on(cond, mutex, NULL, 0);
}

int pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *abstime) {
    return wait_on(cond, mutex, abstime, cond->__clock);
}

int pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *abstime) {
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) return EINVAL;
    return wait_on(cond, mutex, abstime, clock);
}

int pthread_cond_signal(pthread_cond_t *cond) {
    __add(&cond->__sequence, 1);
    if (cond->__waiters > 0) wake(&cond->__sequence, 1);
    return 0;
}

int pthread_cond_broadcast(pthread_cond_t *cond) {
    __add(&cond->__sequence, 1);
    if (cond->__waiters > 0) wake(&cond->__sequence, EVERYBODY);
    return 0;
}

/* -1: one writer. Otherwise the number of readers, who come in although a writer waits, unless the lock prefers those. */
static int share(pthread_rwlock_t *l, int writer, int try, const struct timespec *until, int clock) {
    for (;;) {
        int now = l->__holders, first = l->__kind == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP && l->__writers > 0;
        if (writer ? now == 0 : now >= 0 && !first) {
            if (__cas(&l->__holders, now, writer ? -1 : now + 1) != now) continue;
            if (writer) l->__writer = pthread_self();
            return 0;
        }
        if (try) return EBUSY;
        if (now < 0 && l->__writer == pthread_self()) return EDEADLK;
        __add(&l->__waiters, 1);
        __add(&l->__writers, writer);
        int error = wait_for(&l->__holders, now, until, clock == CLOCK_MONOTONIC);
        /* Readers may have waited for nothing but a writer that gives up. */
        if (__add(&l->__writers, -writer) == 1 && writer && error == ETIMEDOUT) wake(&l->__holders, EVERYBODY);
        __add(&l->__waiters, -1);
        if (error == ETIMEDOUT || error == EINVAL) return error;
    }
}

int pthread_rwlock_rdlock(pthread_rwlock_t *rwlock) {
    return share(rwlock, 0, 0, NULL, 0);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *rwlock) {
    return share(rwlock, 0, 1, NULL, 0);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *rwlock) {
    return share(rwlock, 1, 0, NULL, 0);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *rwlock) {
    return share(rwlock, 1, 1, NULL, 0);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *rwlock, const struct timespec *abstime) {
    return share(rwlock, 0, 0, abstime, CLOCK_REALTIME);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *rwlock, const struct timespec *abstime) {
    return share(rwlock, 1, 0, abstime, CLOCK_REALTIME);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *rwlock, clockid_t clock, const struct timespec *abstime) {
    return share(rwlock, 0, 0, abstime, clock);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *rwlock, clockid_t clock, const struct timespec *abstime) {
    return share(rwlock, 1, 0, abstime, clock);
}

int pthread_rwlock_unlock(pthread_rwlock_t *rwlock) {
    if (rwlock->__holders < 0) {
        rwlock->__writer = 0;
        rwlock->__holders = 0;
    } else __add(&rwlock->__holders, -1);
    if (rwlock->__holders == 0 && rwlock->__waiters > 0) wake(&rwlock->__holders, EVERYBODY);
    return 0;
}

int pthread_rwlock_init(pthread_rwlock_t *rwlock, const pthread_rwlockattr_t *attr) {
    memset(rwlock, 0, sizeof *rwlock);
    if (attr) rwlock->__kind = attr->__kind;
    return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *rwlock) {
    return rwlock->__holders ? EBUSY : 0;
}

int pthread_spin_init(pthread_spinlock_t *lock, int pshared) {
    (void) pshared;
    *lock = 0;
    return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *lock) {
    (void) lock;
    return 0;
}

int pthread_spin_trylock(pthread_spinlock_t *lock) {
    return __cas(lock, 0, 1) == 0 ? 0 : EBUSY;
}

int pthread_spin_lock(pthread_spinlock_t *lock) {
    while (pthread_spin_trylock(lock) != 0) {
    }
    return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *lock) {
    *lock = 0;
    return 0;
}

/* A barrier counts who has come and who has left, over all rounds: so who comes early for the next round, while others have not
   noticed that theirs is over, takes nobody's place. Both counters begin again together when so many have left. */
static unsigned int most_arrivals(const pthread_barrier_t *barrier) {
    return EVERYBODY - EVERYBODY % barrier->__count;
}

int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attr, unsigned int count) {
    (void) attr;
    if (count == 0 || count >= EVERYBODY) return EINVAL;
    memset(barrier, 0, sizeof *barrier);
    barrier->__count = count;
    return 0;
}

/* Counts as left who will never come, so that the last of those inside begins the counters anew and so tells that it is out. */
int pthread_barrier_destroy(pthread_barrier_t *barrier) {
    int in = barrier->__in;
    if (__add(&barrier->__out, most_arrivals(barrier) - in) == in) return 0;
    while ((in = barrier->__in) != 0) wait_for(&barrier->__in, in, NULL, 0);
    return 0;
}

int pthread_barrier_wait(pthread_barrier_t *barrier) {
    unsigned int count = barrier->__count, most = most_arrivals(barrier), i, over;
    while ((i = __add(&barrier->__in, 1) + 1) > most)
        for (int in; (in = barrier->__in) > (int) most;) wait_for(&barrier->__in, in, NULL, 0);
    /* Whoever sees that a round is full ends it, for all who came up to there. */
    while ((over = barrier->__over) + count <= i)
        if (__cas(&barrier->__over, over, i - i % count) == (int) over) wake(&barrier->__over, EVERYBODY);
    while (i > (over = barrier->__over)) wait_for(&barrier->__over, over, NULL, 0);
    if (__add(&barrier->__out, 1) + 1 == (int) most) {
        barrier->__over = barrier->__out = 0;
        /* From here on the barrier may be gone: its place is named to the kernel only. */
        __swap(&barrier->__in, 0);
        wake(&barrier->__in, EVERYBODY);
    }
    return i % count == 0 ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

/* 0: not begun. 1: somebody is at it. 2: done. */
int pthread_once(pthread_once_t *once, void (*init)(void)) {
    while (*once != 2) {
        if (__cas(once, 0, 1) == 0) {
            init();
            *once = 2;
            wake(once, EVERYBODY);
        } else if (*once == 1) wait_for(once, 1, NULL, 0);
    }
    return 0;
}

int sem_init(sem_t *sem, int pshared, unsigned int value) {
    memset(sem, 0, sizeof *sem);
    (void) pshared;
    if (value > SEM_VALUE_MAX) {
        errno = EINVAL;
        return -1;
    }
    sem->__value = value;
    return 0;
}

int sem_destroy(sem_t *sem) {
    (void) sem;
    return 0;
}

static int take_one(sem_t *sem, const struct timespec *until, int try, int clock) {
    for (;;) {
        int value = sem->__value;
        if (value > 0) {
            if (__cas(&sem->__value, value, value - 1) == value) return 0;
            continue;
        }
        int error = EAGAIN;
        if (!try) {
            __add(&sem->__waiters, 1);
            error = wait_for(&sem->__value, 0, until, clock == CLOCK_MONOTONIC);
            __add(&sem->__waiters, -1);
            if (error == EINTR) pthread_testcancel();
        }
        if (try || error == EINTR || error == ETIMEDOUT || error == EINVAL) {
            errno = error;
            return -1;
        }
    }
}

int sem_wait(sem_t *sem) {
    return take_one(sem, NULL, 0, 0);
}

int sem_trywait(sem_t *sem) {
    return take_one(sem, NULL, 1, 0);
}

int sem_timedwait(sem_t *sem, const struct timespec *abstime) {
    return take_one(sem, abstime, 0, CLOCK_REALTIME);
}

int sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *abstime) {
    return take_one(sem, abstime, 0, clock);
}

int sem_post(sem_t *sem) {
    if (sem->__value == SEM_VALUE_MAX) {
        errno = EOVERFLOW;
        return -1;
    }
    __add(&sem->__value, 1);
    if (sem->__waiters > 0) wake(&sem->__value, 1);
    return 0;
}

int sem_getvalue(sem_t *sem, int *sval) {
    *sval = sem->__value;
    return 0;
}
`;

export const LOCK_SOURCE: SourceFile = { name: 'libc/locks.c', text: LOCKS };
