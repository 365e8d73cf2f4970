/*
 * body BYTES: an HTTP server whose answer to every request has BYTES bytes, each made from its
 * place, so that whoever gets them can tell which ones are wrong.
 */
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

static void write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t n = write(fd, bytes, count);
        if (n < 0) die("write");
        bytes += n;
        count -= (size_t)n;
    }
}

int main(int argc, char **argv) {
    long size = argc > 1 ? atol(argv[1]) : 1000;
    char *body = malloc((size_t)size);
    if (!body) die("malloc");
    for (long i = 0; i < size; i++) body[i] = (char)((i * 31 + (i >> 8)) & 255);

    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
    if (bind(server_fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
    if (listen(server_fd, 10) < 0) die("listen");
    printf("Listening on port 8080\n");
    for (;;) {
        char request[1024], head[128];
        int fd = accept(server_fd, NULL, NULL);
        if (fd < 0) die("accept");
        if (read(fd, request, sizeof request) < 0) die("read");
        int n = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %ld\r\n\r\n", size);
        write_all(fd, head, (size_t)n);
        write_all(fd, body, (size_t)size);
        close(fd);
    }
}
