// The one that a barrier tells may take it down and build it again, while others have not noticed yet.
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

int main(void) {
    pthread_t threads[THREADS];
    for (int i = 0; i < 2; i++) pthread_barrier_init(&barriers[i], NULL, THREADS);
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, walk, NULL);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    printf("%d %d\n", told[0], told[1]);
}
// → 20 20
