/* Two threads, one after the other, so that their order is certain. */
#include <pthread.h>
#include <stdio.h>

static int total;

static void *work(void *arg) {
    int id = *(int *)arg;
    total += id;
    return NULL;
}

int main(void) {
    pthread_t thread;
    for (int i = 1; i <= 2; i++) {
        pthread_create(&thread, NULL, work, &i);
        pthread_join(thread, NULL);
    }
    printf("%d\n", total);
    return 0;
}
