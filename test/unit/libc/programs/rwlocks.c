// <pthread.h>: who waits for a lock of readers and writers that it holds is told so; who comes first where a writer waits.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_rwlock_t lock;

static void *write_it(void *arg) {
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_sec += 1;
    int error = arg ? pthread_rwlock_timedwrlock(&lock, &soon) : pthread_rwlock_wrlock(&lock);
    if (!error) pthread_rwlock_unlock(&lock);
    return (void *) (long) error;
}

static void *read_it(void *arg) {
    int error = pthread_rwlock_rdlock(&lock);
    if (!error) pthread_rwlock_unlock(&lock);
    return arg;
}

static void own(void) {
    struct timespec never = {0};
    printf("wrlock %s\n", strerror(pthread_rwlock_wrlock(&lock)));
    printf("wrlock %s\n", strerror(pthread_rwlock_wrlock(&lock)));
    printf("rdlock %s\n", strerror(pthread_rwlock_rdlock(&lock)));
    printf("timedwrlock %s\n", strerror(pthread_rwlock_timedwrlock(&lock, &never)));
    printf("trywrlock %s\n", strerror(pthread_rwlock_trywrlock(&lock)));
    printf("tryrdlock %s\n", strerror(pthread_rwlock_tryrdlock(&lock)));
    printf("unlock %s\n", strerror(pthread_rwlock_unlock(&lock)));
    printf("rdlock %s\n", strerror(pthread_rwlock_rdlock(&lock)));
    printf("rdlock %s\n", strerror(pthread_rwlock_rdlock(&lock)));
    printf("trywrlock %s\n", strerror(pthread_rwlock_trywrlock(&lock)));
    pthread_rwlock_unlock(&lock);
    pthread_rwlock_unlock(&lock);
}

static void beside(int kind) {
    pthread_rwlockattr_t attr;
    pthread_t writer, reader;
    void *error;
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, kind);
    pthread_rwlock_init(&lock, &attr);
    pthread_rwlock_rdlock(&lock);
    pthread_create(&writer, NULL, write_it, NULL);
    usleep(100000);
    int result = pthread_rwlock_tryrdlock(&lock);
    printf("kind %d, a writer waits: %s\n", kind, strerror(result));
    if (!result) pthread_rwlock_unlock(&lock);
    pthread_rwlock_unlock(&lock);
    pthread_join(writer, &error);
    printf("writer %s\n", strerror((long) error));
    pthread_rwlock_rdlock(&lock);
    pthread_create(&writer, NULL, write_it, "in time");
    usleep(100000);
    pthread_create(&reader, NULL, read_it, NULL);
    pthread_join(writer, &error);
    printf("writer %s\n", strerror((long) error));
    pthread_join(reader, NULL);
    pthread_rwlock_unlock(&lock);
    printf("destroy %s\n", strerror(pthread_rwlock_destroy(&lock)));
}

int main(void) {
    own();
    beside(PTHREAD_RWLOCK_PREFER_READER_NP);
    beside(PTHREAD_RWLOCK_PREFER_WRITER_NP);
    beside(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
}
