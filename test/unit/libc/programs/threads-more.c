// <pthread.h>: attributes, robust and timed locks; <semaphore.h> with names; <threads.h>; <sched.h>.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t robust;

static void *leave(void *arg) {
    pthread_mutex_lock(&robust);
    return arg;
}

static void *hold(void *arg) {
    pthread_rwlock_wrlock(arg);
    usleep(50000);
    pthread_rwlock_unlock(arg);
    return NULL;
}

static struct timespec soon(int clock, int ms) {
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_nsec += ms * 1000000L;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static void attributes(void) {
    pthread_attr_t a;
    size_t size;
    int n;
    pthread_attr_init(&a);
    printf("%d ", pthread_attr_setdetachstate(&a, 7));
    pthread_attr_getguardsize(&a, &size);
    printf("%zu ", size);
    pthread_attr_getschedpolicy(&a, &n);
    printf("%d ", n);
    pthread_attr_getinheritsched(&a, &n);
    printf("%d ", n);
    pthread_attr_getscope(&a, &n);
    printf("%d ", n);
    printf("%d ", pthread_attr_setstacksize(&a, 100));
    pthread_attr_setstacksize(&a, 1 << 20);
    pthread_attr_getstacksize(&a, &size);
    printf("%zu ", size);
    struct sched_param param = {5};
    printf("%d ", pthread_attr_setschedparam(&a, &param));
    pthread_attr_setschedpolicy(&a, SCHED_RR);
    printf("%d ", pthread_attr_setschedparam(&a, &param));
    pthread_attr_getschedparam(&a, &param);
    printf("%d %d\n", param.sched_priority, pthread_attr_setscope(&a, PTHREAD_SCOPE_PROCESS) == ENOTSUP);
    pthread_attr_destroy(&a);

    pthread_mutexattr_t m;
    pthread_mutexattr_init(&m);
    pthread_mutexattr_getpshared(&m, &n);
    printf("%d ", n);
    pthread_mutexattr_setpshared(&m, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_getpshared(&m, &n);
    printf("%d ", n);
    pthread_mutexattr_settype(&m, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutexattr_gettype(&m, &n);
    printf("%d ", n);
    pthread_mutexattr_getrobust(&m, &n);
    printf("%d ", n);
    pthread_mutexattr_getprotocol(&m, &n);
    printf("%d %d\n", n, pthread_mutexattr_setprotocol(&m, 9));
    pthread_condattr_t c;
    clockid_t clock;
    pthread_condattr_init(&c);
    pthread_condattr_setpshared(&c, PTHREAD_PROCESS_SHARED);
    pthread_condattr_setclock(&c, CLOCK_MONOTONIC);
    pthread_condattr_getpshared(&c, &n);
    pthread_condattr_getclock(&c, &clock);
    printf("%d %d %d\n", n, clock == CLOCK_MONOTONIC, pthread_condattr_setclock(&c, CLOCK_PROCESS_CPUTIME_ID));
}

static void locks(void) {
    pthread_t t;
    pthread_mutexattr_t m;
    pthread_mutexattr_init(&m);
    pthread_mutexattr_setrobust(&m, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&robust, &m);
    pthread_create(&t, NULL, leave, NULL);
    pthread_join(t, NULL);
    printf("%d ", pthread_mutex_lock(&robust) == EOWNERDEAD);
    printf("%d ", pthread_mutex_consistent(&robust));
    printf("%d ", pthread_mutex_unlock(&robust));
    printf("%d ", pthread_mutex_lock(&robust));
    pthread_mutex_unlock(&robust);
    pthread_create(&t, NULL, leave, NULL);
    pthread_join(t, NULL);
    printf("%d ", pthread_mutex_lock(&robust) == EOWNERDEAD);
    pthread_mutex_unlock(&robust);
    printf("%d ", pthread_mutex_lock(&robust) == ENOTRECOVERABLE);
    printf("%d\n", pthread_mutex_consistent(&robust));

    pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
    pthread_create(&t, NULL, hold, &rw);
    usleep(10000);
    struct timespec until = soon(CLOCK_REALTIME, 5), bad = {0, -1};
    printf("%d ", pthread_rwlock_timedrdlock(&rw, &until) == ETIMEDOUT);
    until = soon(CLOCK_REALTIME, 2000);
    printf("%d ", pthread_rwlock_timedwrlock(&rw, &until));
    pthread_rwlock_unlock(&rw);
    until = soon(CLOCK_REALTIME, 1000);
    printf("%d ", pthread_timedjoin_np(t, NULL, &until));
    pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
    pthread_mutex_lock(&plain);
    until = soon(CLOCK_MONOTONIC, 5);
    printf("%d ", pthread_mutex_clocklock(&plain, CLOCK_MONOTONIC, &until) == ETIMEDOUT);
    printf("%d ", pthread_cond_clockwait(&cond, &plain, CLOCK_MONOTONIC, &until) == ETIMEDOUT);
    printf("%d\n", pthread_cond_timedwait(&cond, &plain, &bad) == EINVAL);
}

static void names(void) {
    sem_t *a, *b;
    sem_unlink("/book-test");
    printf("%d ", sem_open("/book-test", 0) == SEM_FAILED && errno == ENOENT);
    a = sem_open("/book-test", O_CREAT | O_EXCL, 0600, 2);
    b = sem_open("/book-test", O_CREAT, 0600, 7);
    printf("%d %d ", a == b, sem_open("/book-test", O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED && errno == EEXIST);
    int value;
    sem_wait(a);
    sem_getvalue(b, &value);
    printf("%d ", value);
    pid_t child = fork();
    if (child == 0) {
        sem_t *mine = sem_open("/book-test", O_RDWR);
        sem_post(mine);
        sem_post(mine);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    sem_getvalue(a, &value);
    printf("%d ", value);
    sem_close(a);
    sem_close(b);
    printf("%d ", sem_unlink("/book-test"));
    printf("%d\n", sem_unlink("/book-test") < 0 && errno == ENOENT);
}

static mtx_t mtx;
static cnd_t cnd;
static int ready;
static once_flag once = ONCE_FLAG_INIT;

static void begin(void) {
    mtx_init(&mtx, mtx_plain);
    cnd_init(&cnd);
}

static int run(void *arg) {
    call_once(&once, begin);
    mtx_lock(&mtx);
    ready++;
    cnd_signal(&cnd);
    mtx_unlock(&mtx);
    return *(int *) arg + 1;
}

static void c11(void) {
    thrd_t t;
    int arg = 41, result;
    call_once(&once, begin);
    mtx_lock(&mtx);
    thrd_create(&t, run, &arg);
    while (!ready) cnd_wait(&cnd, &mtx);
    mtx_unlock(&mtx);
    thrd_join(t, &result);
    struct timespec until;
    timespec_get(&until, TIME_UTC);
    printf("%d %d ", result, mtx_trylock(&mtx));
    printf("%d ", mtx_trylock(&mtx) == thrd_busy);
    printf("%d\n", cnd_timedwait(&cnd, &mtx, &until) == thrd_timedout);
}

static void scheduling(void) {
    cpu_set_t set, other;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    CPU_SET(77, &set);
    CPU_ZERO(&other);
    CPU_SET(77, &other);
    CPU_AND(&set, &set, &other);
    printf("%d %d %d %d ", CPU_COUNT(&set), CPU_ISSET(77, &set) != 0, CPU_ISSET(0, &set) != 0, CPU_EQUAL(&set, &other));
    printf("%d ", sched_getaffinity(0, sizeof set, &set));
    printf("%d %d ", CPU_COUNT(&set) > 0, sched_getaffinity(0, 1, &set) < 0 && errno == EINVAL);
    CPU_ZERO(&set);
    printf("%d ", sched_setaffinity(0, sizeof set, &set) < 0 && errno == EINVAL);
    cpu_set_t *large = CPU_ALLOC(4096);
    size_t size = CPU_ALLOC_SIZE(4096);
    CPU_ZERO_S(size, large);
    CPU_SET_S(4000, size, large);
    printf("%zu %d\n", size, CPU_COUNT_S(size, large));
    CPU_FREE(large);
    struct sched_param param;
    printf("%d %d ", sched_getscheduler(0), sched_getparam(0, &param));
    printf("%d %d ", param.sched_priority, sched_get_priority_max(SCHED_FIFO));
    printf("%d %d %d\n", sched_get_priority_min(SCHED_RR), sched_get_priority_max(99) < 0 && errno == EINVAL, sched_getscheduler(-1) < 0 && errno == EINVAL);
    int policy;
    printf("%d ", pthread_getschedparam(pthread_self(), &policy, &param));
    printf("%d %d\n", policy, sched_getcpu() >= 0);
}

int main(void) {
    attributes();
    locks();
    names();
    c11();
    scheduling();
    return 0;
}
