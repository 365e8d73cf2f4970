// pthread_cancel(3): at once, in the next call that sleeps, held back, and of a thread by itself.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile long turns;
static volatile int ready;

static void bye(void *who) {
    printf("cleanup of %s\n", (const char *) who);
}

static void *spins(void *arg) {
    int old = -1;
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
    printf("was deferred: %d\n", old == PTHREAD_CANCEL_DEFERRED);
    pthread_cleanup_push(bye, "one that computes");
    for (;;) {
        turns++;
        ready = 1;
    }
    pthread_cleanup_pop(0);
    return arg;
}

static void *sleeps(void *arg) {
    pthread_cleanup_push(bye, "one that sleeps");
    ready = 1;
    for (;;) sleep(100);
    pthread_cleanup_pop(0);
    return arg;
}

static void *holds_on(void *arg) {
    int old;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    ready = 1;
    usleep(20000);
    puts("held on");
    pthread_setcancelstate(old, NULL);
    pthread_testcancel();
    puts("never here");
    return arg;
}

static void *changes_its_mind(void *arg) {
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    pthread_cancel(pthread_self());
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    puts("not yet");
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    puts("never here");
    return arg;
}

static void *is_done(void *arg) {
    return arg;
}

int main(void) {
    void *(*functions[])(void *) = {spins, sleeps, holds_on, changes_its_mind, is_done};
    for (int i = 0; i < 5; i++) {
        pthread_t thread;
        void *result;
        int error = pthread_create(&thread, NULL, functions[i], "done");
        while (i < 3 && !ready) usleep(1000);
        if (i < 3) error |= pthread_cancel(thread);
        ready = 0;
        pthread_join(thread, &result);
        printf("%d %s\n", error, result == PTHREAD_CANCELED ? "cancelled" : (const char *) result);
    }
    printf("%d %s\n", turns > 0, strerror(pthread_setcanceltype(7, NULL)));
    return 0;
}
