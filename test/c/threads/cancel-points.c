// A cancelled thread ends in the next call that may sleep, also where it had not come to one yet.
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
static int ends[2];
static volatile int go, started;
static volatile unsigned turns;
static void *reads(void *arg) {
    char c;
    if (read(ends[0], &c, 1) == 1) puts("read");
    return arg;
}
static void *holds_back(void *arg) {
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    started = 1;
    printf("left of its sleep: %u\n", sleep(1));
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    sleep(1000);
    return arg;
}
static void *computes(void *arg) {
    started = 1;
    while (!go) turns++;
    puts("has computed");
    pause();
    return arg;
}
static void *locks(void *arg) {
    started = 1;
    pthread_mutex_lock(&held);
    go = 2;
    pthread_mutex_unlock(&held);
    reads(arg);
    return arg;
}
static void finish(const char *what, pthread_t thread) {
    void *result;
    pthread_join(thread, &result);
    printf("%s: %s\n", what, result == PTHREAD_CANCELED ? "cancelled" : "not cancelled");
}
static pthread_t begin(void *(*function)(void *)) {
    pthread_t thread;
    started = go = 0;
    pthread_create(&thread, NULL, function, NULL);
    return thread;
}
static void wait_for_start(void) { while (!started) usleep(1000); }
int main(void) {
    if (pipe(ends) < 0) return 1;
    pthread_t t = begin(reads);
    pthread_cancel(t);
    finish("before it began", t);
    t = begin(holds_back);
    wait_for_start();
    pthread_cancel(t);
    finish("held back", t);
    t = begin(computes);
    wait_for_start();
    pthread_cancel(t);
    usleep(10000);
    go = 1;
    finish("computing", t);
    pthread_mutex_lock(&held);
    t = begin(locks);
    wait_for_start();
    pthread_cancel(t);
    usleep(20000);
    printf("at the lock: %d\n", go);
    pthread_mutex_unlock(&held);
    finish("after the lock", t);
    printf("got the lock: %d\n", go);
    return 0;
}
// → before it began: cancelled
// → left of its sleep: 0
// → held back: cancelled
// → has computed
// → computing: cancelled
// → at the lock: 0
// → after the lock: cancelled
// → got the lock: 2
