// Which numbers does the kernel hand out? Always the lowest one that is free.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    // 0, 1 and 2 were open before main() began: stdin, stdout, stderr.
    // region: lowest
    int a = socket(AF_INET, SOCK_STREAM, 0);
    int b = socket(AF_INET, SOCK_STREAM, 0);
    int c = socket(AF_INET, SOCK_STREAM, 0);
    printf("three sockets: %d %d %d\n", a, b, c);

    close(b);
    printf("closed %d\n", b);
    int d = socket(AF_INET, SOCK_STREAM, 0);
    printf("the next socket: %d\n", d);
    // endregion

    // dup() adds a second number for the same open file description.
    // region: dup
    int e = dup(a);
    printf("dup(%d) = %d\n", a, e);
    close(a);
    printf("after close(%d), fd %d still has the socket\n", a, e);
    // endregion

    // A number that stands for nothing is refused.
    if (close(99) < 0) printf("close(99): %s\n", strerror(errno));

    close(c);
    close(d);
    close(e);
    return 0;
}
