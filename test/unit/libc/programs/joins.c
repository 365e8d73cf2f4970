// <pthread.h>: who may wait for a thread's end, and what the others are told.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void *sleeper(void *arg) {
    usleep(100000);
    return arg;
}

int main(void) {
    pthread_t first;
    void *told;
    printf("itself: %s\n", strerror(pthread_join(pthread_self(), NULL)));
    printf("itself, at once: %s\n", strerror(pthread_tryjoin_np(pthread_self(), NULL)));
    pthread_create(&first, NULL, sleeper, "slept");
    printf("one that sleeps, at once: %s\n", strerror(pthread_tryjoin_np(first, NULL)));
    printf("one that sleeps: %s", strerror(pthread_join(first, &told)));
    printf(", it has %s\n", (char *) told);
    pthread_create(&first, NULL, sleeper, NULL);
    pthread_detach(first);
    printf("detached: %s, %s\n", strerror(pthread_join(first, NULL)), strerror(pthread_detach(first)));
    pthread_detach(pthread_self());
    printf("itself, detached: %s\n", strerror(pthread_join(pthread_self(), NULL)));
    usleep(200000);
    return 0;
}
