#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
static void talk(int fd) { printf("%d\n", fd); }
static void *serve(void *arg) {
    int fd = (int)arg;
    long wide = (long)arg;
    printf("%d %ld\n", fd, wide);
    return (void *)fd;
}
int main(void) {
    pthread_t one, two;
    int fd = 3;
    if (pthread_create(&one, NULL, serve, (void *)fd) != 0) return 1;
    if (pthread_create(&one, NULL, serve, (void *)(intptr_t)fd) != 0) return 1;
    if (pthread_create(&two, NULL, (void *(*)(void *))talk, NULL) != 0) return 1;
    if (pthread_create(&two, NULL, (void *)talk, (void *)4) != 0) return 1;
    void (*any)(void) = (void (*)(void))serve;
    return any == 0;
}
