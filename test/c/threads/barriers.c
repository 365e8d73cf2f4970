// The one that a barrier tells may take it down and build it again, while others have not noticed yet; and more threads may
// come than it waits for.
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 6, ROUNDS = 20 };
static pthread_barrier_t barriers[2];
static int told[2];

static void *walk(void *arg) {
    for (int i = 0; i < 2 * ROUNDS; i++) {
        pthread_barrier_t *b = &barriers[i % 2];
        if (pthread_barrier_wait(b) != PTHREAD_BARRIER_SERIAL_THREAD) continue;
        told[i % 2]++;
        pthread_barrier_destroy(b);
        pthread_barrier_init(b, NULL, THREADS);
    }
    return arg;
}

static int tickets, serial;

/* Four threads meet in pairs: whoever comes early for the next pair takes nobody's place in this one. */
static void *meet(void *arg) {
    unsigned seed = 7919 * (unsigned) (long) arg;
    while (__atomic_fetch_add(&tickets, 1, __ATOMIC_SEQ_CST) < 8000) {
        seed = seed * 1103515245 + 12345;
        for (volatile unsigned left = (seed >> 16) % 300; left > 0; left--) {
        }
        if (pthread_barrier_wait(&barriers[0]) == PTHREAD_BARRIER_SERIAL_THREAD) __atomic_fetch_add(&serial, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

static void pairs(void) {
    pthread_t threads[4];
    pthread_barrier_init(&barriers[0], NULL, 2);
    for (long i = 0; i < 4; i++) pthread_create(&threads[i], NULL, meet, (void *) i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    printf("%d\n", serial);
    printf("%d %d\n", pthread_barrier_init(&barriers[1], NULL, 0x7ffffffe), pthread_barrier_init(&barriers[1], NULL, 0x7fffffff));
}

int main(void) {
    pthread_t threads[THREADS];
    for (int i = 0; i < 2; i++) pthread_barrier_init(&barriers[i], NULL, THREADS);
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, walk, NULL);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    printf("%d %d\n", told[0], told[1]);
    pairs();
}
// → 20 20
// → 4000
// → 0 22
