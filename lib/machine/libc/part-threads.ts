// <pthread.h> and <semaphore.h>: the headers of threads, and the part that brings them.
//
// Source: POSIX.1-2017; sizes of the types as in glibc 2.36 on x86-64.
// Departs: no semaphores with names; cancelling is always deferred; a
// thread's stack has 256 KB unless it asks for more, of at most 4 MB.

import type { LibraryPart } from './parts.ts';
import { LOCK_SOURCE } from './source-locks.ts';
import { PTHREAD_SOURCE } from './source-pthread.ts';

const PTHREAD = String.raw`#define PTHREAD_CREATE_JOINABLE 0
#define PTHREAD_CREATE_DETACHED 1
#define PTHREAD_MUTEX_NORMAL 0
#define PTHREAD_MUTEX_RECURSIVE 1
#define PTHREAD_MUTEX_ERRORCHECK 2
#define PTHREAD_MUTEX_DEFAULT 0
#define PTHREAD_MUTEX_TIMED_NP 0
#define PTHREAD_MUTEX_FAST_NP 0
#define PTHREAD_MUTEX_RECURSIVE_NP 1
#define PTHREAD_MUTEX_ERRORCHECK_NP 2
#define PTHREAD_PROCESS_PRIVATE 0
#define PTHREAD_PROCESS_SHARED 1
#define PTHREAD_CANCEL_ENABLE 0
#define PTHREAD_CANCEL_DISABLE 1
#define PTHREAD_CANCEL_DEFERRED 0
#define PTHREAD_CANCEL_ASYNCHRONOUS 1
#define PTHREAD_CANCELED ((void *) -1)
#define PTHREAD_ONCE_INIT 0
#define PTHREAD_BARRIER_SERIAL_THREAD (-1)
#define PTHREAD_SCOPE_SYSTEM 0
#define PTHREAD_KEYS_MAX 128
#define PTHREAD_MUTEX_INITIALIZER {0}
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP {.__kind = 1}
#define PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP {.__kind = 2}
#define PTHREAD_COND_INITIALIZER {0}
#define PTHREAD_RWLOCK_INITIALIZER {0}
typedef unsigned int pthread_key_t;
typedef int pthread_once_t;
typedef volatile int pthread_spinlock_t;
typedef struct { unsigned long __stack, __size; int __detached; unsigned long __spare[4]; } pthread_attr_t;
typedef struct { int __lock, __kind; unsigned long __owner; int __count, __spare[5]; } pthread_mutex_t;
typedef struct { int __kind; } pthread_mutexattr_t;
typedef struct { int __sequence, __waiters, __clock, __spare[9]; } pthread_cond_t;
typedef struct { int __clock; } pthread_condattr_t;
typedef struct { int __holders, __waiters, __spare[12]; } pthread_rwlock_t;
typedef struct { long __spare; } pthread_rwlockattr_t;
typedef struct { int __here, __round; unsigned int __count; int __spare[5]; } pthread_barrier_t;
typedef struct { int __spare; } pthread_barrierattr_t;
int pthread_create(pthread_t *newthread, const pthread_attr_t *attr, void *(*start)(void *), void *arg);
_Noreturn void pthread_exit(void *retval);
int pthread_join(pthread_t th, void **thread_return);
int pthread_detach(pthread_t th);
pthread_t pthread_self(void);
int pthread_equal(pthread_t thread1, pthread_t thread2);
int pthread_attr_init(pthread_attr_t *attr);
int pthread_attr_destroy(pthread_attr_t *attr);
int pthread_attr_setdetachstate(pthread_attr_t *attr, int state);
int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state);
int pthread_attr_setstacksize(pthread_attr_t *attr, size_t size);
int pthread_attr_getstacksize(const pthread_attr_t *attr, size_t *size);
int pthread_attr_setstack(pthread_attr_t *attr, void *stack, size_t size);
int pthread_attr_setscope(pthread_attr_t *attr, int scope);
int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));
int pthread_once(pthread_once_t *once, void (*init)(void));
int pthread_setcancelstate(int state, int *oldstate);
int pthread_setcanceltype(int type, int *oldtype);
int pthread_cancel(pthread_t th);
void pthread_testcancel(void);
int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr);
int pthread_mutex_destroy(pthread_mutex_t *mutex);
int pthread_mutex_trylock(pthread_mutex_t *mutex);
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *abstime);
int pthread_mutex_unlock(pthread_mutex_t *mutex);
int pthread_mutexattr_init(pthread_mutexattr_t *attr);
int pthread_mutexattr_destroy(pthread_mutexattr_t *attr);
int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int kind);
int pthread_mutexattr_gettype(const pthread_mutexattr_t *attr, int *kind);
int pthread_mutexattr_setpshared(pthread_mutexattr_t *attr, int shared);
int pthread_cond_init(pthread_cond_t *cond, const pthread_condattr_t *attr);
int pthread_cond_destroy(pthread_cond_t *cond);
int pthread_cond_signal(pthread_cond_t *cond);
int pthread_cond_broadcast(pthread_cond_t *cond);
int pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);
int pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *abstime);
int pthread_condattr_init(pthread_condattr_t *attr);
int pthread_condattr_destroy(pthread_condattr_t *attr);
int pthread_condattr_setclock(pthread_condattr_t *attr, int clock);
int pthread_condattr_getclock(const pthread_condattr_t *attr, int *clock);
int pthread_condattr_setpshared(pthread_condattr_t *attr, int shared);
int pthread_rwlock_init(pthread_rwlock_t *rwlock, const pthread_rwlockattr_t *attr);
int pthread_rwlock_destroy(pthread_rwlock_t *rwlock);
int pthread_rwlock_rdlock(pthread_rwlock_t *rwlock);
int pthread_rwlock_tryrdlock(pthread_rwlock_t *rwlock);
int pthread_rwlock_wrlock(pthread_rwlock_t *rwlock);
int pthread_rwlock_trywrlock(pthread_rwlock_t *rwlock);
int pthread_rwlock_unlock(pthread_rwlock_t *rwlock);
int pthread_spin_init(pthread_spinlock_t *lock, int pshared);
int pthread_spin_destroy(pthread_spinlock_t *lock);
int pthread_spin_lock(pthread_spinlock_t *lock);
int pthread_spin_trylock(pthread_spinlock_t *lock);
int pthread_spin_unlock(pthread_spinlock_t *lock);
int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attr, unsigned int count);
int pthread_barrier_destroy(pthread_barrier_t *barrier);
int pthread_barrier_wait(pthread_barrier_t *barrier);
int pthread_key_create(pthread_key_t *key, void (*destructor)(void *));
int pthread_key_delete(pthread_key_t key);
void *pthread_getspecific(pthread_key_t key);
int pthread_setspecific(pthread_key_t key, const void *pointer);
#ifdef _GNU_SOURCE
int pthread_setname_np(pthread_t thread, const char *name);
int pthread_getname_np(pthread_t thread, char *buf, size_t len);
int pthread_tryjoin_np(pthread_t th, void **thread_return);
int pthread_yield(void);
#endif
struct __cleanup {
    void (*__routine)(void *);
    void *__arg;
    struct __cleanup *__next;
};
void __cleanup_push(struct __cleanup *entry);
void __cleanup_pop(struct __cleanup *entry, int execute);
#define pthread_cleanup_push(routine, arg) \
    do { struct __cleanup __entry = {(routine), (arg), 0}; __cleanup_push(&__entry)
#define pthread_cleanup_pop(execute) __cleanup_pop(&__entry, (execute)); } while (0)`;

const SEMAPHORE = `typedef struct { int __value, __waiters; long __spare[3]; } sem_t;
#define SEM_FAILED ((sem_t *) 0)
#define SEM_VALUE_MAX 2147483647
int sem_init(sem_t *sem, int pshared, unsigned int value);
int sem_destroy(sem_t *sem);
int sem_wait(sem_t *sem);
int sem_trywait(sem_t *sem);
int sem_timedwait(sem_t *sem, const struct timespec *abstime);
int sem_post(sem_t *sem);
int sem_getvalue(sem_t *sem, int *sval);
sem_t *sem_open(const char *name, int oflag, ...);
int sem_close(sem_t *sem);
int sem_unlink(const char *name);`;

export const THREADS_PART: LibraryPart = {
  headers: [
    {
      name: 'pthread.h',
      includes: ['sys/types.h', 'sched.h', 'time.h'],
      text: PTHREAD,
    },
    { name: 'semaphore.h', includes: ['sys/types.h', 'time.h'], text: SEMAPHORE },
  ],
  sources: [PTHREAD_SOURCE, LOCK_SOURCE],
};
