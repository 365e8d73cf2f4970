// Answer GET / with Hello, World! and every other path with 404.
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *call) {
    perror(call);
    exit(1);
}

static const char hello[] =
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

int main(void) {
    int server = listen_on(8080);
    while (1) {
        int client = accept(server, NULL, NULL);
        if (client < 0) die("accept");
        char request[1024];
        ssize_t n = read(client, request, sizeof(request) - 1);
        if (n > 0) {
            request[n] = 0;
            const char *answer = hello;
            if (write(client, answer, strlen(answer)) < 0) perror("write");
        }
        close(client);
    }
}
