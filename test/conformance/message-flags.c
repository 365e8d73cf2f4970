// Every MSG_ flag on sockets of every kind: what it changes, and where it is refused.
#include <sys/un.h>

static char buffer[64];

static void got(const char *what, ssize_t n) {
    if (n < 0) printf("%s = -1 %s\n", what, errno_text(errno));
    else printf("%s = %d \"%.*s\"\n", what, (int)n, (int)(n < 40 ? n : 40), buffer);
    fflush(stdout);
    memset(buffer, '.', sizeof buffer);
}

#define RECV(fd, size, flags) got("recv " #size " " #flags, recv(fd, buffer, size, flags))

static void message(const char *what, int fd, int size, int flags) {
    struct iovec piece = {buffer, size};
    struct msghdr head = {.msg_iov = &piece, .msg_iovlen = 1};
    ssize_t n = recvmsg(fd, &head, flags);
    printf("flags %x ", n < 0 ? 0 : head.msg_flags);
    got(what, n);
}

static void each(const char *kind, int a, int b, int stream) {
    printf("-- %s\n", kind);
    SHOW(send(a, "hello", 5, 0));
    SHOW(send(a, "world!", 6, MSG_NOSIGNAL));
    RECV(b, 3, MSG_PEEK);
    RECV(b, 20, MSG_PEEK);
    RECV(b, 2, MSG_PEEK | MSG_TRUNC);
    message("peek 2", b, 2, MSG_PEEK);
    message("recvmsg 4", b, 4, 0);
    message("recvmsg 2 TRUNC", b, 2, MSG_TRUNC);
    RECV(b, 20, MSG_DONTWAIT);
    RECV(b, 20, MSG_DONTWAIT);
    SHOW(send(a, "one", 3, MSG_MORE));
    SHOW(send(a, "two", 3, MSG_EOR));
    pause_ms(10);
    RECV(b, 20, MSG_DONTWAIT);
    RECV(b, 20, MSG_DONTWAIT);
    RECV(b, 20, MSG_DONTWAIT);
    SHOW(send(a, "0123456789", 10, MSG_CONFIRM));
    SHOW(send(a, "abcdefghij", 10, MSG_DONTROUTE));
    pause_ms(10);
    RECV(b, 20, MSG_WAITALL | MSG_DONTWAIT);
    RECV(b, 20, MSG_WAITALL | MSG_DONTWAIT);
    if (strncmp(kind, "unix", 4)) RECV(b, 20, MSG_ERRQUEUE);
    RECV(b, 20, MSG_ERRQUEUE | MSG_DONTWAIT);
    SHOW(send(a, "", 0, 0));
    RECV(b, 20, MSG_DONTWAIT);
    RECV(b, 0, MSG_DONTWAIT);
    SHOW(send(a, "x", 1, MSG_TRUNC | MSG_PEEK | MSG_WAITALL | MSG_CTRUNC));
    pause_ms(10);
    RECV(b, 0, MSG_DONTWAIT);
    RECV(b, 0, MSG_PEEK | MSG_DONTWAIT);
    RECV(b, 9, MSG_DONTWAIT);
    RECV(b, 9, MSG_DONTWAIT | MSG_CMSG_CLOEXEC | MSG_NOSIGNAL | MSG_MORE);
    SHOW(send(a, "fault", -1, MSG_DONTWAIT) < 0);
    SHOW(send(a, (void *)8, 4, 0));
    SHOW(recv(b, (void *)8, 4, MSG_DONTWAIT));
    SHOW(send(a, "kept", 4, 0));
    pause_ms(10);
    SHOW(recv(b, (void *)8, 4, MSG_DONTWAIT));
    RECV(b, 9, MSG_DONTWAIT);
    // A stream waits until all of it is there; a datagram is whole anyway.
    if (fork() == 0) {
        send(a, "12345", 5, 0);
        pause_ms(20);
        send(a, "67890", 5, 0);
        _exit(0);
    }
    RECV(b, 10, MSG_WAITALL);
    wait(NULL);
    if (!stream) RECV(b, 10, MSG_WAITALL);
    SHOW(shutdown(a, SHUT_WR));
    RECV(b, 10, MSG_DONTWAIT);
    RECV(b, 10, MSG_PEEK | MSG_DONTWAIT);
    SHOW(send(a, "x", 1, MSG_NOSIGNAL));
    SHOW(send(a, "", 0, MSG_NOSIGNAL));
    SHOW(shutdown(b, SHUT_RD));
    RECV(b, 10, 0);
    SHOW(shutdown(b, 7));
}

static void pairs(void) {
    int pair[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    each("unix stream", pair[0], pair[1], 1);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    each("unix datagram", pair[0], pair[1], 0);
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
    each("unix seqpacket", pair[0], pair[1], 0);
}

static void probe(void) {
    int server = listener(0, 5), a = client(0), b = accept(server, NULL, NULL);
    each("tcp", a, b, 1);
    pairs();
    // UDP between two that are connected to each other.
    int left = socket(AF_INET, SOCK_DGRAM, 0), right = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(left, 1);
    bind_to(right, 2);
    connect_to(left, 2);
    connect_to(right, 1);
    each("udp", left, right, 0);
    int alone = tcp();
    SHOW(send(alone, "x", 1, MSG_NOSIGNAL));
    RECV(alone, 1, 0);
    RECV(server, 1, 0);
    SHOW(send(server, "x", 1, MSG_NOSIGNAL));
    RECV(0, 1, 0);
    RECV(99, 1, 0);
    SHOW(send(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0));
    SHOW(send(socket(AF_UNIX, SOCK_DGRAM, 0), "x", 1, 0));
    SHOW(send(socket(AF_UNIX, SOCK_STREAM, 0), "x", 1, MSG_NOSIGNAL));
    RECV(socket(AF_UNIX, SOCK_STREAM, 0), 1, MSG_DONTWAIT);
    RECV(socket(AF_UNIX, SOCK_SEQPACKET, 0), 1, MSG_DONTWAIT);
    RECV(socket(AF_UNIX, SOCK_DGRAM, 0), 1, MSG_DONTWAIT);
}
