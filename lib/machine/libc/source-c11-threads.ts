// <threads.h>: C11's threads, which are POSIX's under other names.
//
// Source: ISO C17 7.26; glibc 2.36 for which error becomes which.

import type { HeaderSpec } from '../../abi/headers.ts';
import type { SourceFile } from '../../cc/compile.ts';

const THREADS = `#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

static int result_of(int error) {
    switch (error) {
    case 0: return thrd_success;
    case ENOMEM: return thrd_nomem;
    case ETIMEDOUT: return thrd_timedout;
    case EBUSY: return thrd_busy;
    }
    return thrd_error;
}

struct call {
    thrd_start_t function;
    void *arg;
};

static struct call *call_of(thrd_start_t function, void *arg) {
    struct call *call = malloc(sizeof *call);
    if (call) *call = (struct call) {function, arg};
    return call;
}

static void *begin(void *arg) {
    struct call copy = *(struct call *) arg;
    free(arg);
    return (void *) (long) copy.function(copy.arg);
}

/* A thread of C11 returns an int where POSIX's returns a pointer. */
int thrd_create(thrd_t *thr, thrd_start_t func, void *arg) {
    int error = pthread_create(thr, NULL, begin, call_of(func, arg));
    return error == EAGAIN ? thrd_nomem : result_of(error);
}

int thrd_equal(thrd_t left, thrd_t right) {
    return left == right;
}

thrd_t thrd_current(void) {
    return pthread_self();
}

/* 0, -1 for a signal, less for another error. */
int thrd_sleep(const struct timespec *duration, struct timespec *remaining) {
    int error = clock_nanosleep(CLOCK_REALTIME, 0, duration, remaining);
    return error == 0 ? 0 : error == EINTR ? -1 : -2;
}

void thrd_yield(void) {
    sched_yield();
}

void thrd_exit(int res) {
    pthread_exit((void *) (long) res);
}

int thrd_detach(thrd_t thr) {
    return result_of(pthread_detach(thr));
}

int thrd_join(thrd_t thr, int *res) {
    void *value;
    int error = pthread_join(thr, &value);
    if (error == 0 && res) *res = (int) (long) value;
    return result_of(error);
}

int mtx_init(mtx_t *mtx, int type) {
    pthread_mutexattr_t attr;
    if (type & ~3) return thrd_error;
    pthread_mutexattr_init(&attr);
    if (type & mtx_recursive) pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    return result_of(pthread_mutex_init(mtx, &attr));
}

int mtx_lock(mtx_t *mtx) {
    return result_of(pthread_mutex_lock(mtx));
}

int mtx_timedlock(mtx_t *mtx, const struct timespec *until) {
    return result_of(pthread_mutex_timedlock(mtx, until));
}

int mtx_trylock(mtx_t *mtx) {
    return result_of(pthread_mutex_trylock(mtx));
}

int mtx_unlock(mtx_t *mtx) {
    return result_of(pthread_mutex_unlock(mtx));
}

void mtx_destroy(mtx_t *mtx) {
    pthread_mutex_destroy(mtx);
}

void call_once(once_flag *flag, void (*func)(void)) {
    pthread_once(flag, func);
}

int cnd_init(cnd_t *cond) {
    return result_of(pthread_cond_init(cond, NULL));
}

int cnd_signal(cnd_t *cond) {
    return result_of(pthread_cond_signal(cond));
}

int cnd_broadcast(cnd_t *cond) {
    return result_of(pthread_cond_broadcast(cond));
}

int cnd_wait(cnd_t *cond, mtx_t *mtx) {
    return result_of(pthread_cond_wait(cond, mtx));
}

int cnd_timedwait(cnd_t *cond, mtx_t *mtx, const struct timespec *until) {
    return result_of(pthread_cond_timedwait(cond, mtx, until));
}

void cnd_destroy(cnd_t *cond) {
    pthread_cond_destroy(cond);
}

int tss_create(tss_t *key, tss_dtor_t destructor) {
    return result_of(pthread_key_create(key, destructor));
}

void *tss_get(tss_t key) {
    return pthread_getspecific(key);
}

int tss_set(tss_t key, void *value) {
    return result_of(pthread_setspecific(key, value));
}

void tss_delete(tss_t key) {
    pthread_key_delete(key);
}
`;

export const C11_SOURCE: SourceFile = {
  name: 'libc/threads.c',
  text: THREADS,
};

export const C11_HEADER: HeaderSpec = {
  name: 'threads.h',
  includes: ['pthread.h', 'time.h'],
  text: `#define thread_local _Thread_local
#define ONCE_FLAG_INIT PTHREAD_ONCE_INIT
#define TSS_DTOR_ITERATIONS 4
typedef pthread_t thrd_t;
typedef pthread_mutex_t mtx_t;
typedef pthread_cond_t cnd_t;
typedef pthread_key_t tss_t;
typedef pthread_once_t once_flag;
typedef int (*thrd_start_t)(void *);
typedef void (*tss_dtor_t)(void *);
enum { mtx_plain, mtx_recursive, mtx_timed };
enum { thrd_success, thrd_busy, thrd_error, thrd_nomem, thrd_timedout };
int thrd_create(thrd_t *thr, thrd_start_t func, void *arg);
int thrd_equal(thrd_t left, thrd_t right);
thrd_t thrd_current(void);
int thrd_sleep(const struct timespec *duration, struct timespec *remaining);
void thrd_yield(void);
_Noreturn void thrd_exit(int res);
int thrd_detach(thrd_t thr);
int thrd_join(thrd_t thr, int *res);
int mtx_init(mtx_t *mtx, int type);
int mtx_lock(mtx_t *mtx);
int mtx_timedlock(mtx_t *mtx, const struct timespec *until);
int mtx_trylock(mtx_t *mtx);
int mtx_unlock(mtx_t *mtx);
void mtx_destroy(mtx_t *mtx);
void call_once(once_flag *flag, void (*func)(void));
int cnd_init(cnd_t *cond);
int cnd_signal(cnd_t *cond);
int cnd_broadcast(cnd_t *cond);
int cnd_wait(cnd_t *cond, mtx_t *mtx);
int cnd_timedwait(cnd_t *cond, mtx_t *mtx, const struct timespec *until);
void cnd_destroy(cnd_t *cond);
int tss_create(tss_t *key, tss_dtor_t destructor);
void *tss_get(tss_t key);
int tss_set(tss_t key, void *value);
void tss_delete(tss_t key);`,
};
