// Answer whoever asks, also while others say nothing. One process is enough.
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call) {
    perror(call);
    exit(1);
}

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Length: 13\r\n"
    "\r\n"
    "Hello, World!";

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) die("socket");
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    struct sockaddr_in address;
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(port);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(fd, 10) < 0) die("listen");
    return fd;
}

static void serve(int client) {
    char request[1024];
    if (read(client, request, sizeof(request)) > 0 &&
        write(client, response, strlen(response)) < 0)
        perror("write");
    close(client);
}

int main(void) {
    int server = listen_on(8080);
    struct pollfd fds[64] = {{.fd = server}};
    nfds_t used = 1;
    while (1) {
        fds[0].events = used < 64 ? POLLIN : 0;  // no place left: they wait in the queue
        if (poll(fds, used, -1) < 0) die("poll");
        for (nfds_t i = used; i-- > 1;) {
            if (fds[i].revents == 0) continue;
            serve(fds[i].fd);
            fds[i] = fds[--used];
        }
        if (fds[0].revents) {
            int client = accept(server, NULL, NULL);
            if (client < 0) die("accept");
            fds[used++] = (struct pollfd){.fd = client, .events = POLLIN};
        }
    }
}
