// SO_RCVLOWAT that so little room never reaches, and one that is lowered while somebody sleeps: who waits is told all
// the same. And a rate that is set before there is a connection, or that is 0.
#include <poll.h>
#include <sys/wait.h>

/* Both ends of a connection; the one that listened has so much room, 0 for as much as usual. */
static void connected(int room, int *reader, int *writer) {
    int server = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof to;
    if (room) option(server, SOL_SOCKET, SO_RCVBUF, room);
    bind(server, (struct sockaddr *)&to, sizeof to);
    listen(server, 1);
    getsockname(server, (struct sockaddr *)&to, &length);
    *writer = socket(AF_INET, SOCK_STREAM, 0);
    connect(*writer, (struct sockaddr *)&to, sizeof to);
    *reader = accept(server, NULL, NULL);
    option(*writer, IPPROTO_TCP, TCP_NODELAY, 1);
    close(server);
}

static void full(void) {
    int reader, writer;
    connected(2304, &reader, &writer);
    option(reader, SOL_SOCKET, SO_RCVLOWAT, 2000);
    for (int i = 0; i < 1500; i++) {
        if (send(writer, "x", 1, MSG_DONTWAIT) < 0) break;
    }
    struct pollfd one = {.fd = reader, .events = POLLIN};
    int ready = poll(&one, 1, 500);
    printf("full: %d %x\n", ready, one.revents);
    close(reader);
    close(writer);
}

static void lowered(void) {
    int reader, writer, status;
    connected(0, &reader, &writer);
    option(reader, SOL_SOCKET, SO_RCVLOWAT, 100);
    write(writer, "hello", 5);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct pollfd one = {.fd = reader, .events = POLLIN};
        _exit(poll(&one, 1, 3000) == 1 ? 7 : 8);
    }
    pause_ms(150);
    printf("before: %d\n", waitpid(child, &status, WNOHANG));
    option(reader, SOL_SOCKET, SO_RCVLOWAT, 1);
    pause_ms(150);
    int ended = waitpid(child, &status, WNOHANG) == child;
    printf("after: %d %d\n", ended, ended ? WEXITSTATUS(status) : -1);
    close(reader);
    close(writer);
}

/* Whether 3,000,000 bytes need longer than half a second: the first ten packets, of 64 KB each, do not wait. */
static void paced(unsigned rate) {
    static char bytes[60000];
    struct timespec begin, end;
    int server = listener(2, 1), writer = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to;
    socklen_t length = sizeof to;
    getsockname(server, (struct sockaddr *)&to, &length);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    option(writer, SOL_SOCKET, SO_MAX_PACING_RATE, rate);
    connect(writer, (struct sockaddr *)&to, sizeof to);
    int reader = accept(server, NULL, NULL);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 50; i++) send(writer, bytes, sizeof bytes, 0);
        _exit(0);
    }
    close(writer);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    long got, all = 0;
    while ((got = read(reader, bytes, sizeof bytes)) > 0) all += got;
    clock_gettime(CLOCK_MONOTONIC, &end);
    double took = (end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("rate %d: %ld, long %d\n", (int)rate, all, took > 0.5);
    waitpid(child, NULL, 0);
    close(reader);
    close(server);
}

static void probe(void) {
    full();
    lowered();
    paced(2000000);
    paced(0);
    paced(~0u);
}
