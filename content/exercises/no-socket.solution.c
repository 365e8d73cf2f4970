// Make a socket and listen. When there is none to be had, say why and end with status 1.
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call) {
    perror(call);
    exit(1);
}

int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) die("socket");
    if (listen(fd, 5) < 0) die("listen");
    printf("listening on descriptor %d\n", fd);
    fflush(stdout);
    pause();
    return 0;
}
