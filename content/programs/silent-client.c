// Two clients: one connects and says nothing, one asks. The server takes them in order.
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

    int silent = socket(AF_INET, SOCK_STREAM, 0);
    int asking = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(silent, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");
    if (connect(asking, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");
    if (write(asking, "GET / HTTP/1.1\r\n\r\n", 18) < 0) perror("write");

    for (int i = 0; i < 2; i++) {
        int client_fd = accept(server_fd, NULL, NULL);

        // region: timeout
        // Wait two seconds for a request, not for ever. Take this out, and the loop stops here.
        struct timeval limit = {.tv_sec = 2};
        setsockopt(client_fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
        // endregion

        char buffer[1024];
        printf("accept() = %d, reading\n", client_fd);
        ssize_t n = read(client_fd, buffer, sizeof(buffer));
        if (n < 0) printf("read: %s\n", strerror(errno));
        else printf("got %zd bytes\n", n);
        close(client_fd);
    }
    return 0;
}
