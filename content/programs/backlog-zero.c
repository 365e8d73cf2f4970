// listen(fd, 0): does a backlog of 0 mean that nobody gets in?
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);

    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, 0) < 0) perror("listen");

    for (int i = 1; i <= 2; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(fd, (struct sockaddr *)&address, sizeof(address));
        struct pollfd client = {.fd = fd, .events = POLLOUT};
        // Wait half a second at most: a handshake on loopback needs far less.
        int ready = poll(&client, 1, 500);
        printf("client %d: %s\n", i, ready == 1 ? "connected" : "no answer to its SYN");
    }
    return 0;
}
