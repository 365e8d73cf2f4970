#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
static int counter;
static int listener(int port) {
    int backlog = 5, unused;
    int fd = socket(AF_INET, SOCK_STREAM, 0)
    if (listen(fd, backlog) < 0) perror("listen");
    printf("port %d\n", port)
    counter++;
    return fd;
}
int main(void) {
    int ready
    int fd = listener(8080);
    ready = listen(fd, 5);
    close fd;
    return ready
}
