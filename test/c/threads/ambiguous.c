// A word that may be the beginning of several long options: which they are is said. And states that are none.
#define _GNU_SOURCE
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    struct option options[] = {{"one", 0, NULL, 1}, {"one-two", 1, NULL, 2}, {"other", 0, NULL, 3}, {NULL, 0, NULL, 0}};
    char *argv[] = {"program", "--on", "--one", "--o=5", "-on", NULL};
    stderr = stdout;
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int c; (c = getopt_long(4, argv, "", options, NULL)) != -1;) printf("%d\n", c == '?' ? -1 : c);
    optind = 4;
    printf("%d\n", getopt_long_only(5, argv, "", options, NULL));
    int old;
    printf("%s\n", strerror(pthread_setcancelstate(2, &old)));
    printf("%s\n", strerror(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old)));
}
// → program: option '--on' is ambiguous; possibilities: '--one' '--one-two'
// → -1
// → 1
// → program: option '--o=5' is ambiguous; possibilities: '--one' '--one-two' '--other'
// → -1
// → program: option '-on' is ambiguous; possibilities: '-one' '-one-two'
// → 63
// → Invalid argument
// → Success
