#define _GNU_SOURCE
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
    char b[4] = "1 2";
    int n;
    struct iovec v = {b, 3};
    readv(0, &v, 1);
    writev(1, &v, 1);
    seteuid(0);
    fchdir(0);
    lockf(0, F_TEST, 0);
    popen("x", "r");
    sscanf(b, "%d", &n);
    return n;
}
