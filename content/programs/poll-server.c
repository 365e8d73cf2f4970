// An event loop: one process waits for all its descriptors at once and never for one client.
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CLIENTS 64

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

// Readable: a request has come, or the end of the stream, or an error. None of them blocks.
static void serve(int client_fd) {
    char buffer[1024];
    ssize_t n = read(client_fd, buffer, sizeof(buffer) - 1);
    if (n < 0) perror("read");
    // 78 bytes fit into the send queue of a new connection. A larger answer would have to
    // wait for POLLOUT and keep what is left to send: that is where event loops get long.
    else if (write(client_fd, response, strlen(response)) < 0) perror("write");
    close(client_fd);
}

int main(void) {
    // SOCK_NONBLOCK: accept() on an empty queue returns EAGAIN, as it may when another
    // process shares the listener and was faster.
    int server_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (server_fd < 0) die("socket");

    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(8080);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(server_fd, 10) < 0) die("listen");
    printf("Listening on port 8080\n");

    // region: loop
    // Slot 0 is the listener, the rest are clients. poll() skips a negative fd.
    struct pollfd watched[1 + MAX_CLIENTS];
    for (int i = 0; i <= MAX_CLIENTS; i++) {
        watched[i].fd = -1;
        watched[i].events = POLLIN;
    }
    watched[0].fd = server_fd;

    while (1) {
        // The only place where this program sleeps.
        if (poll(watched, 1 + MAX_CLIENTS, -1) < 0) die("poll");

        for (int i = 1; i <= MAX_CLIENTS; i++) {
            if (watched[i].fd >= 0 && watched[i].revents != 0) {
                serve(watched[i].fd);
                watched[i].fd = -1;
            }
        }
        if (watched[0].revents & POLLIN) {
            int client_fd = accept(server_fd, NULL, NULL);
            if (client_fd < 0 && errno != EAGAIN) die("accept");
            int i = 1;
            while (i <= MAX_CLIENTS && watched[i].fd >= 0) i++;
            if (i <= MAX_CLIENTS) watched[i].fd = client_fd;
            else close(client_fd);  // no slot left: better to say so than to leak it
        }
    }
    // endregion
}
