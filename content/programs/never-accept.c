// A server that listens and never accepts. The client connects, writes, and waits.
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int main(void) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);

    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, 10) < 0) perror("listen");

    // region: client
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int connected = connect(fd, (struct sockaddr *)&address, sizeof(address));
    printf("connect() = %d\n", connected);

    const char *request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    printf("write()   = %zd\n", write(fd, request, strlen(request)));

    // Without this limit read() would wait for ever.
    struct timeval limit = {.tv_sec = 3};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    char answer[256];
    ssize_t n = read(fd, answer, sizeof(answer));
    printf("read()    = %zd, %s\n", n, n < 0 ? strerror(errno) : "an answer");
    // endregion

    // The bytes are not lost: they lie in the receive queue of the unaccepted connection.
    int client_fd = accept(server_fd, NULL, NULL);
    n = read(client_fd, answer, sizeof(answer));
    printf("accepted at last: %zd bytes were waiting\n", n);
    return 0;
}
