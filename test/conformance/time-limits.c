// SO_RCVTIMEO and SO_SNDTIMEO: how long each call waits, and what it says then.
static long now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Tells whether a call waited for its limit; how long exactly, a busy machine decides. */
#define TIMED(call) do { \
    long start = now_ms(); \
    show(#call, (long)(call)); \
    int error = errno; \
    printf("  %s\n", now_ms() - start >= 150 ? "waited" : "at once"); \
    errno = error; \
} while (0)

static void limit(int fd, int option, int ms) {
    struct timeval time = {ms / 1000, ms % 1000 * 1000};
    setsockopt(fd, SOL_SOCKET, option, &time, sizeof time);
}

static char block[1 << 16];

static void streams(const char *kind, int a, int b) {
    char bytes[16];
    struct pollfd one = {b, POLLIN, 0};
    printf("-- %s\n", kind);
    limit(b, SO_RCVTIMEO, 200);
    TIMED(recv(b, bytes, 4, 0));
    TIMED(read(b, bytes, 4));
    TIMED(recv(b, bytes, 4, MSG_PEEK));
    TIMED(recv(b, bytes, 4, MSG_DONTWAIT));
    TIMED(poll(&one, 1, 200));
    send(a, "ab", 2, 0);
    TIMED(recv(b, bytes, 4, MSG_WAITALL));
    TIMED(recv(b, bytes, 4, MSG_WAITALL));
    struct iovec piece = {bytes, 4};
    struct msghdr head = {.msg_iov = &piece, .msg_iovlen = 1};
    TIMED(recvmsg(b, &head, 0));
    nonblocking(b);
    TIMED(recv(b, bytes, 4, 0));
    limit(a, SO_SNDTIMEO, 200);
    long sent = 0;
    ssize_t n;
    while ((n = send(a, block, sizeof block, MSG_DONTWAIT)) > 0) sent += n;
    SHOW(n);
    TIMED(send(a, block, sizeof block, 0));
    // What TCP may take a moment later depends on how its buffer is filled.
    if (kind[0] == 't') return;
    TIMED(write(a, block, sizeof block));
    limit(a, SO_SNDTIMEO, 0);
    fcntl(a, F_SETFL, O_NONBLOCK);
    TIMED(send(a, block, sizeof block, 0));
}

static void probe(void) {
    int server = listener(0, 5), pair[2];
    limit(server, SO_RCVTIMEO, 300);
    TIMED(accept(server, 0, 0));
    int a = client(0), b = accept(server, NULL, NULL);
    struct timeval got = {9, 9};
    socklen_t length = sizeof got;
    SHOW(getsockopt(b, SOL_SOCKET, SO_RCVTIMEO, &got, &length));
    printf("  accepted: %ld.%06ld\n", (long)got.tv_sec, (long)got.tv_usec);
    streams("tcp", a, b);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    streams("unix stream", pair[0], pair[1]);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    streams("unix datagram", pair[0], pair[1]);
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(udp, 1);
    limit(udp, SO_RCVTIMEO, 200);
    char bytes[4];
    TIMED(recv(udp, bytes, 4, 0));
    TIMED(recvfrom(udp, bytes, 4, MSG_WAITALL, 0, 0));
}
