// A request in two small writes. How long until the answer?
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HEADER 20
#define BODY 30

static int connected(int server_fd, int *client_fd) {
    struct sockaddr_in address;
    socklen_t length = sizeof(address);
    getsockname(server_fd, (struct sockaddr *)&address, &length);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");
    *client_fd = accept(server_fd, NULL, NULL);
    return fd;
}

// Answers each request of HEADER + BODY bytes with one byte, until the client leaves.
static void serve(int fd) {
    char buffer[1000];
    ssize_t n, have = 0;
    while ((n = read(fd, buffer, sizeof(buffer))) > 0) {
        have += n;
        if (have < HEADER + BODY) continue;
        have -= HEADER + BODY;
        if (write(fd, "!", 1) < 0) perror("write");
    }
}

static void send_in_two(int fd, const char *request) {
    // region: two
    if (write(fd, request, HEADER) < 0) perror("write");
    if (write(fd, request + HEADER, BODY) < 0) perror("write");
    // endregion
}

static void send_at_once(int fd, char *request) {
    // region: once
    struct iovec parts[2] = {{request, HEADER}, {request + HEADER, BODY}};
    if (writev(fd, parts, 2) < 0) perror("writev");
    // endregion
}

static void measure(const char *name, int server_fd, int no_delay, int once) {
    int client_fd;
    int fd = connected(server_fd, &client_fd);
    if (fork() == 0) {
        close(fd);
        serve(client_fd);
        _exit(0);
    }
    close(client_fd);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof(no_delay));

    char request[HEADER + BODY], answer;
    memset(request, 'r', sizeof(request));
    printf("%s\n", name);
    for (int i = 0; i < 5; i++) {
        struct timespec before, after;
        clock_gettime(CLOCK_MONOTONIC, &before);
        if (once) {
            send_at_once(fd, request);
        } else {
            send_in_two(fd, request);
        }
        if (read(fd, &answer, 1) != 1) perror("read");
        clock_gettime(CLOCK_MONOTONIC, &after);
        long ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
        printf(" %3ld ms", ms);
    }
    printf("\n");
    close(fd);
    wait(NULL);
}

int main(void) {
    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (listen(server_fd, 10) < 0) perror("listen");
    measure("two writes", server_fd, 0, 0);
    measure("two writes, TCP_NODELAY", server_fd, 1, 0);
    measure("one writev", server_fd, 0, 1);
    return 0;
}
