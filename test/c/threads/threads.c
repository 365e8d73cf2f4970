// Threads: create, join, mutex, condition, semaphore, keys, cancel; every thread has its own errno.
#include <stdio.h>
#include <stdlib.h>
#include <pthread.h>
#include <semaphore.h>
#include <errno.h>
#include <unistd.h>
#include <time.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready, total;
static sem_t s;
static pthread_key_t key;
static int gone, errors[4];
static void destroyed(void *p) { __sync_fetch_and_add(&gone, *(int *) p); free(p); }
static void *work(void *arg) {
    int n = *(int *) arg;
    int *own = malloc(sizeof *own);
    *own = n;
    pthread_setspecific(key, own);
    for (int i = 0; i < 1000; i++) { pthread_mutex_lock(&m); total++; pthread_mutex_unlock(&m); }
    errno = n;
    usleep(1000 * n);
    errors[n] = errno;
    return (void *) (long) (n * 10);
}
static void *waiter(void *arg) {
    pthread_mutex_lock(&m);
    while (!ready) pthread_cond_wait(&c, &m);
    pthread_mutex_unlock(&m);
    sem_post(&s);
    pthread_exit(arg);
}
static void *forever(void *arg) { for (;;) sleep(1); return arg; }
int main(void) {
    pthread_t t[3]; int n[3] = {1, 2, 3};
    pthread_key_create(&key, destroyed);
    for (int i = 0; i < 3; i++) if (pthread_create(&t[i], NULL, work, &n[i])) perror("create");
    for (int i = 0; i < 3; i++) { void *r; pthread_join(t[i], &r); printf("joined %ld\n", (long) r); }
    printf("total %d errno %d of threads %d %d %d destroyed %d\n", total, errno, errors[1], errors[2], errors[3], gone);
    sem_init(&s, 0, 0);
    pthread_t w; pthread_create(&w, NULL, waiter, "bye");
    usleep(10);
    pthread_mutex_lock(&m); ready = 1; pthread_cond_signal(&c); pthread_mutex_unlock(&m);
    sem_wait(&s);
    void *r; pthread_join(w, &r); printf("%s\n", (char *) r);
    pthread_create(&w, NULL, forever, NULL);
    usleep(100); pthread_cancel(w); pthread_join(w, &r); printf("%d\n", r == PTHREAD_CANCELED);
    struct timespec ts; clock_gettime(CLOCK_REALTIME, &ts); ts.tv_sec++;
    pthread_mutex_lock(&m);
    printf("%d\n", pthread_cond_timedwait(&c, &m, &ts) == ETIMEDOUT);
    pthread_mutex_unlock(&m);
    return 0;
}
// → joined 10
// → joined 20
// → joined 30
// → total 3000 errno 0 of threads 1 2 3 destroyed 6
// → bye
// → 1
// → 1
