// Locks of every kind, barriers, once, and what their calls answer.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static int serial, inits, count;

static void init(void) {
    inits++;
}

static void *meet(void *arg) {
    pthread_once(&once, init);
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) serial++;
    for (int i = 0; i < 500; i++) {
        pthread_spin_lock(&spin);
        count++;
        pthread_spin_unlock(&spin);
    }
    pthread_rwlock_rdlock(&rw);
    pthread_barrier_wait(&barrier);  /* all four hold it now */
    pthread_rwlock_unlock(&rw);
    return arg;
}

static void *quick(void *arg) {
    pthread_detach(pthread_self());
    return arg;
}

static void cleanup(void *what) {
    printf("cleanup %s\n", (char *) what);
}

static void *leaves(void *arg) {
    pthread_cleanup_push(cleanup, "outer");
    pthread_cleanup_push(cleanup, "inner");
    if (arg) pthread_exit((void *) 7);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

int main(void) {
    pthread_t t[4];
    pthread_barrier_init(&barrier, NULL, 4);
    pthread_spin_init(&spin, 0);
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, meet, NULL);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    printf("serial %d inits %d count %d\n", serial, inits, count);

    pthread_mutexattr_t attr;
    pthread_mutex_t m;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&m, &attr);
    printf("recursive %d %d ", pthread_mutex_lock(&m), pthread_mutex_lock(&m));
    printf("%d ", pthread_mutex_unlock(&m));
    printf("%d ", pthread_mutex_unlock(&m));
    printf("%d\n", pthread_mutex_unlock(&m) == EPERM);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &attr);
    printf("errorcheck %d ", pthread_mutex_lock(&m));
    printf("%d ", pthread_mutex_lock(&m) == EDEADLK);
    printf("%d\n", pthread_mutex_unlock(&m));
    pthread_mutex_init(&m, NULL);
    pthread_mutex_lock(&m);
    printf("trylock %d\n", pthread_mutex_trylock(&m) == EBUSY);
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 1000000;
    if (soon.tv_nsec >= 1000000000) soon.tv_sec++, soon.tv_nsec -= 1000000000;
    printf("timedlock %d\n", pthread_mutex_timedlock(&m, &soon) == ETIMEDOUT);
    pthread_rwlock_wrlock(&rw);
    printf("rwlock %d ", pthread_rwlock_tryrdlock(&rw) == EBUSY);
    printf("%d\n", pthread_rwlock_unlock(&rw));
    void *result;
    pthread_create(&t[0], NULL, leaves, "yes");
    pthread_join(t[0], &result);
    printf("left with %ld\n", (long) result);
    printf("self join %d\n", pthread_join(pthread_self(), NULL) == EDEADLK);
    for (int i = 0; i < 300; i++) {
        while (pthread_create(&t[0], NULL, quick, NULL) == EAGAIN) usleep(100);
        if (i % 20 == 0) usleep(1000);
    }
    pthread_create(&t[0], NULL, leaves, NULL);
    char name[16];
    pthread_setname_np(pthread_self(), "worker");
    pthread_getname_np(pthread_self(), name, sizeof name);
    printf("%s %d\n", name, pthread_equal(t[0], t[0]));
    pthread_join(t[0], NULL);
    fflush(stdout);
    pthread_exit(NULL);
}
// → serial 1 inits 1 count 2000
// → recursive 0 0 0 0 1
// → errorcheck 0 1 0
// → trylock 1
// → timedlock 1
// → rwlock 1 0
// → cleanup inner
// → cleanup outer
// → left with 7
// → self join 1
// → worker 1
