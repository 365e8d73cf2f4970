// A new socket has no address and no peer. What do the other calls say to that?
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void report(const char *call, long result) {
    printf("%-8s %s\n", call, result < 0 ? strerror(errno) : "ok");
}

int main(void) {
    // write() on this socket also raises SIGPIPE, which would end the program.
    signal(SIGPIPE, SIG_IGN);

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    char byte = 'x';
    report("read", read(fd, &byte, 1));
    report("write", write(fd, &byte, 1));
    report("accept", accept(fd, NULL, NULL));
    // This one works: an unbound socket that listens is given some free port.
    report("listen", listen(fd, 10));
    close(fd);
    return 0;
}
