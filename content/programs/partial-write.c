// write() may take less than it was given. How much, and how do you send the rest?
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOTAL 1000000

static char data[TOTAL];

// region: rest
// Goes on where the last call stopped, and sleeps in poll() while the send queue is full.
static void write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t n = write(fd, bytes, count);
        if (n < 0 && errno != EAGAIN) {
            perror("write");
            exit(1);
        }
        if (n < 0) {
            struct pollfd room = {.fd = fd, .events = POLLOUT};
            poll(&room, 1, -1);
            continue;
        }
        bytes += n;
        count -= (size_t)n;
    }
}
// endregion

// Reads until the end of the stream and says how much came.
static void drain(int fd) {
    static char sink[65536];
    long total = 0;
    ssize_t n;
    while ((n = read(fd, sink, sizeof(sink))) > 0) total += n;
    printf("reader: %ld bytes\n", total);
}

int main(void) {
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);

    int server_fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("bind");
    if (listen(server_fd, 10) < 0) perror("listen");

    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int small = 8192;  // a small send queue; the kernel doubles the number for bookkeeping
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) perror("connect");
    int client_fd = accept(server_fd, NULL, NULL);

    // O_NONBLOCK: do not sleep in write(), take what fits and say how much that was.
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    // region: once
    ssize_t taken = write(fd, data, TOTAL);
    printf("asked for %d, write() took %zd\n", TOTAL, taken);
    // endregion
    fflush(stdout);

    pid_t reader = fork();
    if (reader == 0) {
        close(fd);  // or the reader itself would keep the stream open
        drain(client_fd);
        exit(0);
    }
    close(client_fd);
    write_all(fd, data + taken, TOTAL - (size_t)taken);
    close(fd);
    waitpid(reader, NULL, 0);
    return 0;
}
