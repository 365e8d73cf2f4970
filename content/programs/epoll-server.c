// The event loop with epoll: the kernel keeps the list of descriptors and reports the ready.
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_EVENTS 16

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 13\r\n"
    "\r\n"
    "Hello, World!";

static void die(const char *call) {
    perror(call);
    exit(1);
}

static void serve(int client_fd) {
    char buffer[1024];
    ssize_t n = read(client_fd, buffer, sizeof(buffer) - 1);
    if (n < 0) perror("read");
    else if (write(client_fd, response, strlen(response)) < 0) perror("write");
    // The last descriptor of this connection: closing it also takes it off epoll's list.
    close(client_fd);
}

static void watch(int epoll_fd, int fd) {
    struct epoll_event event = {0};
    event.events = EPOLLIN;
    event.data.fd = fd;  // comes back with each event, so that we know whose it is
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
}

int main(void) {
    int server_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (server_fd < 0) die("socket");

    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(8080);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(server_fd, 10) < 0) die("listen");

    // region: loop
    int epoll_fd = epoll_create1(0);
    if (epoll_fd < 0) die("epoll_create1");
    watch(epoll_fd, server_fd);
    printf("Listening on port 8080\n");

    struct epoll_event ready[MAX_EVENTS];
    while (1) {
        // The only place where this program sleeps.
        int count = epoll_wait(epoll_fd, ready, MAX_EVENTS, -1);
        if (count < 0) die("epoll_wait");

        for (int i = 0; i < count; i++) {
            if (ready[i].data.fd != server_fd) {
                serve(ready[i].data.fd);
                continue;
            }
            int client_fd = accept(server_fd, NULL, NULL);
            if (client_fd >= 0) watch(epoll_fd, client_fd);
            else if (errno != EAGAIN) die("accept");
        }
    }
    // endregion
}
