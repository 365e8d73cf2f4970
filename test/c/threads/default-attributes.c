// What threads are made with that are given no attributes, and what a stack of the program's own has.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static void *shows(void *arg) {
    pthread_attr_t own;
    size_t guard, size;
    void *stack;
    pthread_getattr_np(pthread_self(), &own);
    pthread_attr_getguardsize(&own, &guard);
    pthread_attr_getstack(&own, &stack, &size);
    printf("%s: guard %zu, size %zu, here %d\n", (char *) arg, guard, size, (char *) &own > (char *) stack && (char *) &own < (char *) stack + size);
    return NULL;
}
static void run(const pthread_attr_t *attr, char *name) {
    pthread_t thread;
    pthread_create(&thread, attr, shows, name);
    pthread_join(thread, NULL);
}
int main(void) {
    pthread_attr_t attr;
    size_t guard, size = 512 * 1024;
    pthread_getattr_default_np(&attr);
    pthread_attr_getguardsize(&attr, &guard);
    printf("at first: guard %zu\n", guard);
    pthread_attr_setstacksize(&attr, size);
    pthread_attr_setguardsize(&attr, 8192);
    printf("%s\n", strerror(pthread_setattr_default_np(&attr)));
    run(NULL, "by default");
    pthread_attr_init(&attr);
    void *stack = aligned_alloc(4096, size);
    pthread_attr_setstack(&attr, stack, size);
    run(&attr, "own stack");
    printf("%s\n", strerror(pthread_setattr_default_np(&attr)));
    free(stack);
    return 0;
}
// → at first: guard 4096
// → Success
// → by default: guard 8192, size 524288, here 1
// → own stack: guard 0, size 524288, here 1
// → Invalid argument
