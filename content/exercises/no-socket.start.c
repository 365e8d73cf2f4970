// Make a socket and listen. When there is none to be had, say why and end with status 1.
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    listen(fd, 5);
    printf("listening on descriptor %d\n", fd);
    fflush(stdout);
    pause();
    return 0;
}
