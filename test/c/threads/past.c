// A time before 1970 has passed for whoever waits.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

static void say(const char *what, int error) {
    printf("%s: %s\n", what, strerror(error));
}

static void *wait_here(void *past) {
    say("mutex", pthread_mutex_timedlock(&mutex, past));
    say("by clock", pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, past));
    say("reader", pthread_rwlock_timedrdlock(&lock, past));
    say("writer", pthread_rwlock_clockwrlock(&lock, CLOCK_MONOTONIC, past));
    pthread_mutex_lock(&other);
    say("condition", pthread_cond_timedwait(&cond, &other, past));
    pthread_mutex_unlock(&other);
    return NULL;
}

int main(void) {
    struct timespec past = {-2, 0}, wrong = {-2, -1};
    sem_t sem;
    pthread_t thread;
    sem_init(&sem, 0, 0);
    say("semaphore", sem_timedwait(&sem, &past) < 0 ? errno : 0);
    say("no time", sem_timedwait(&sem, &wrong) < 0 ? errno : 0);
    sem_post(&sem);
    say("not needed", sem_timedwait(&sem, &past) < 0 ? errno : 0);
    pthread_mutex_lock(&mutex);
    pthread_rwlock_wrlock(&lock);
    pthread_create(&thread, NULL, wait_here, &past);
    pthread_join(thread, NULL);
}
// → semaphore: Connection timed out
// → no time: Invalid argument
// → not needed: Success
// → mutex: Connection timed out
// → by clock: Connection timed out
// → reader: Connection timed out
// → writer: Connection timed out
// → condition: Connection timed out
