// What reminds a cancelled thread goes with it: the first timer of the program is still number 0.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static volatile int begun, go;

static void *late(void *arg) {
    (void)arg;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    begun = 1;
    while (!go) usleep(1000);
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pause();
    return NULL;
}

int main(void) {
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        void *result;
        begun = go = 0;
        pthread_create(&thread, NULL, late, NULL);
        while (!begun) usleep(1000);
        pthread_cancel(thread);
        go = 1;
        pthread_join(thread, &result);
        printf("%d\n", result == PTHREAD_CANCELED);
    }
    // → 1
    // → 1
    // → 1
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_NONE};
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    printf("%ld\n", (long)timer); // → 0
    return 0;
}
