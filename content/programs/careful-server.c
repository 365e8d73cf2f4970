// The complete server once more, with the care that a real one takes.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 13\r\n"
    "Connection: close\r\n"
    "\r\n"
    "Hello, World!";

static volatile sig_atomic_t stopping;

static void on_term(int number) {
    (void)number;
    stopping = 1;
}

static void die(const char *call) {
    perror(call);
    exit(1);
}

// region: request
// Reads until the empty line that ends a request's header. Returns 0, or -1 if it never came.
static int read_request(int fd) {
    char buffer[8192];
    size_t have = 0;
    while (have < sizeof(buffer) - 1) {
        ssize_t n = read(fd, buffer + have, sizeof(buffer) - 1 - have);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return -1;  // an error, the time is up, or the client has left
        have += n;
        buffer[have] = '\0';
        if (strstr(buffer, "\r\n\r\n")) return 0;
    }
    return -1;
}
// endregion

// region: all
// Writes all of it, in as many pieces as it takes. Returns 0, or -1.
static int write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t n = send(fd, bytes, count, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        bytes += n;
        count -= n;
    }
    return 0;
}
// endregion

static void serve(int fd) {
    struct timeval limit = {.tv_sec = 2};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    if (read_request(fd) < 0 || write_all(fd, response, strlen(response)) < 0) {
        printf("gave a client up\n");
        return;
    }
    // region: linger
    shutdown(fd, SHUT_WR);
    char rest[1024];
    for (int i = 0; i < 64 && read(fd, rest, sizeof(rest)) > 0; i++) {
    }  // what the client still sends: read, so that close() sends no reset
    // endregion
}

int main(void) {
    // region: signal
    // SIGTERM is blocked, and let in only while ppoll() sleeps: it cannot fall between two calls.
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);
    struct sigaction action = {.sa_handler = on_term};
    sigaction(SIGTERM, &action, NULL);
    // endregion

    int server_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server_fd < 0) die("socket");
    int on = 1;
    setsockopt(server_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(8080);
    if (bind(server_fd, (struct sockaddr *)&address, sizeof(address)) < 0) die("bind");
    if (listen(server_fd, 128) < 0) die("listen");
    printf("Listening on port 8080\n");

    // region: loop
    while (1) {
        struct pollfd listener = {.fd = server_fd, .events = POLLIN};
        if (!stopping && ppoll(&listener, 1, NULL, &before) < 0 && errno != EINTR) die("ppoll");

        int client_fd = accept4(server_fd, NULL, NULL, SOCK_CLOEXEC);
        if (client_fd >= 0) {
            serve(client_fd);
            close(client_fd);
        } else if (errno == EAGAIN) {
            if (stopping) break;  // asked to stop, and nobody waits any more
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            perror("accept4");
            sleep(1);  // the connection is still in the queue; others may free what is missing
        } else if (errno != ECONNABORTED && errno != EINTR && errno != EPROTO) {
            die("accept4");
        }
    }
    // endregion
    printf("nobody waits; good bye\n");
    return 0;
}
