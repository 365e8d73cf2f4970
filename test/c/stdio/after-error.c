// getline on a stream whose last read was interrupted: no line begins before clearerr(), and nothing is lost.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void nothing(int number) {
    (void) number;
}

int main(void) {
    int ends[2];
    if (pipe(ends) < 0) return 1;
    struct sigaction action = {.sa_handler = nothing};
    sigaction(SIGALRM, &action, NULL);
    FILE *in = fdopen(ends[0], "r");
    char *line = NULL;
    size_t size = 0;
    ualarm(20000, 0);
    ssize_t n = getline(&line, &size, in);
    printf("%zd %d %d\n", n, errno == EINTR, ferror(in) != 0);
    if (write(ends[1], "part", 4) < 0) return 1;
    n = getline(&line, &size, in);
    printf("%zd\n", n);
    clearerr(in);
    ualarm(20000, 0);
    n = getline(&line, &size, in);
    printf("%zd %s\n", n, line);
    if (write(ends[1], " two\n", 5) < 0) return 1;
    clearerr(in);
    n = getline(&line, &size, in);
    printf("%zd %s", n, line);
    free(line);
    void *address = &line;
    n = sscanf("(nil)", "%p", &address);
    printf("%zd %d\n", n, address == NULL);
    n = sscanf("(nix)", "%p", &address);
    printf("%zd\n", n);
    return 0;
}
// → -1 1 1
// → -1
// → 4 part
// → 5  two
// → 1 1
// → 0
