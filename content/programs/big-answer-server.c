// An event loop whose answer is larger than a send queue: it keeps what is left to send.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINES 400000
#define SIZE (14 * LINES)
#define MAX_EVENTS 16

static char body[SIZE];  // "Hello, World!" on 400,000 lines, 5.6 MB

// region: client
// What a blocking server keeps in local variables.
struct client {
    int fd;
    char answer[100];  // the header; the body is the same for all
    size_t header, total;
    size_t sent;
    int writes, full;
};
// endregion

static void die(const char *call) {
    perror(call);
    exit(1);
}

static void watch(int epoll_fd, int how, struct client *client, unsigned events) {
    struct epoll_event event = {.events = events, .data.ptr = client};
    if (epoll_ctl(epoll_fd, how, client->fd, &event) < 0) die("epoll_ctl");
}

static void leave(struct client *client) {
    printf("fd %d: %zu of %zu bytes\n", client->fd, client->sent, client->total);
    printf("  %d writes, %d times the queue was full\n", client->writes, client->full);
    close(client->fd);
    free(client);
}

// region: write
// Sends what fits now. The rest waits for EPOLLOUT: the send queue has room again.
static void go_on(int epoll_fd, struct client *client) {
    while (client->sent < client->total) {
        int in_header = client->sent < client->header;
        const char *from = in_header ? client->answer + client->sent
                                     : body + (client->sent - client->header);
        size_t left = (in_header ? client->header : client->total) - client->sent;
        ssize_t n = send(client->fd, from, left, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            client->full++;
            watch(epoll_fd, EPOLL_CTL_MOD, client, EPOLLOUT);
            return;
        }
        if (n < 0) break;
        client->writes++;
        client->sent += n;
    }
    leave(client);
}
// endregion

static void begin(int epoll_fd, struct client *client) {
    char request[1024];
    ssize_t n = read(client->fd, request, sizeof(request));
    if (n <= 0) {
        leave(client);
        return;
    }
    client->header = snprintf(client->answer, sizeof(client->answer),
                              "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", SIZE);
    client->total = client->header + SIZE;
    go_on(epoll_fd, client);
}

static void welcome(int epoll_fd, int server_fd) {
    int fd = accept4(server_fd, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) return;  // somebody who has gone again
    struct client *client = calloc(1, sizeof(*client));
    if (!client) die("calloc");
    client->fd = fd;
    watch(epoll_fd, EPOLL_CTL_ADD, client, EPOLLIN);
}

int main(void) {
    for (int i = 0; i < LINES; i++) memcpy(body + 14 * i, "Hello, World!\n", 14);

    int server_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (server_fd < 0) die("socket");
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(server_fd, 10) < 0) die("listen");
    printf("Listening on port 8080\n");

    int epoll_fd = epoll_create1(0);
    if (epoll_fd < 0) die("epoll_create1");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};  // NULL: the listener
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, server_fd, &event) < 0) die("epoll_ctl");

    // region: loop
    struct epoll_event ready[MAX_EVENTS];
    while (1) {
        int count = epoll_wait(epoll_fd, ready, MAX_EVENTS, -1);
        if (count < 0) die("epoll_wait");
        for (int i = 0; i < count; i++) {
            struct client *client = ready[i].data.ptr;
            if (!client) welcome(epoll_fd, server_fd);
            else if (client->total == 0) begin(epoll_fd, client);
            else go_on(epoll_fd, client);
        }
    }
    // endregion
}
