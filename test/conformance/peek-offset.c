// SO_PEEK_OFF: looks with MSG_PEEK go on where the last one ended, and reading moves the place back.
#ifndef SO_PEEK_OFF
#define SO_PEEK_OFF 42
#endif

static int place(int fd) {
    int value = -77;
    socklen_t length = sizeof value;
    return getsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &value, &length) < 0 ? -errno : value;
}

static void take(int fd, int length, int flags) {
    char bytes[64] = "";
    struct iovec piece = {bytes, length};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    long n = recvmsg(fd, &message, flags | MSG_DONTWAIT);
    printf("%d bytes, flags %x: ", length, flags);
    show("recvmsg", n);
    printf("  '%.*s', flags %x, place %d\n", n < 0 ? 0 : n < length ? (int)n : length, bytes, message.msg_flags, place(fd));
}

static void kind(const char *what, int in, int out, int closes) {
    printf("\n%s\n", what);
    printf("place %d\n", place(in));
    SHOW(send(out, "abcdefgh", 8, 0));
    SHOW(send(out, "IJKLMN", 6, 0));
    SHOW(send(out, "opqrstuvwx", 10, 0));
    pause_ms(20);
    take(in, 3, MSG_PEEK);
    take(in, 3, MSG_PEEK);
    SHOW(option(in, SOL_SOCKET, SO_PEEK_OFF, 0));
    for (int i = 0; i < 10; i++) take(in, 3, MSG_PEEK);
    SHOW(option(in, SOL_SOCKET, SO_PEEK_OFF, 2));
    take(in, 20, MSG_PEEK);
    take(in, 20, MSG_PEEK);
    take(in, 20, MSG_PEEK);
    take(in, 20, MSG_PEEK);
    take(in, 3, 0);
    take(in, 3, MSG_PEEK);
    SHOW(option(in, SOL_SOCKET, SO_PEEK_OFF, 9));
    take(in, 4, 0);
    take(in, 2, MSG_PEEK);
    take(in, 2, MSG_PEEK | MSG_TRUNC);
    take(in, 2, MSG_PEEK);
    SHOW(option(in, SOL_SOCKET, SO_PEEK_OFF, 100));
    take(in, 4, MSG_PEEK);
    SHOW(option(in, SOL_SOCKET, SO_PEEK_OFF, 1));
    take(in, 4, 0);
    take(in, 4, MSG_PEEK);
    SHOW(option(in, SOL_SOCKET, SO_PEEK_OFF, -1));
    take(in, 4, MSG_PEEK);
    take(in, 4, MSG_PEEK);
    SHOW(option(in, SOL_SOCKET, SO_PEEK_OFF, -5));
    take(in, 4, MSG_PEEK);
    while (recv(in, (char[64]){0}, 64, MSG_DONTWAIT) > 0);
    SHOW(option(in, SOL_SOCKET, SO_PEEK_OFF, 0));
    SHOW(send(out, "later", 5, 0));
    pause_ms(20);
    take(in, 9, MSG_PEEK);
    SHOW(recv(in, NULL, 0, MSG_PEEK | MSG_DONTWAIT));
    if (closes) {
        close(out);
        pause_ms(20);
        take(in, 9, MSG_PEEK);
        take(in, 2, 0);
        take(in, 9, MSG_PEEK);
        take(in, 9, 0);
        take(in, 9, MSG_PEEK);
    }
}

static void probe(void) {
    int wait = listener(0, 1), out = client(0), in = accept(wait, NULL, NULL);
    printf("a listener's place %d\n", place(wait));
    kind("TCP", in, out, 1);
    in = socket(AF_INET, SOCK_DGRAM, 0);
    out = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(in, 1);
    connect_to(out, 1);
    kind("UDP", in, out, 0);
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    for (int i = 0; i < 3; i++) {
        int pair[2];
        socketpair(AF_UNIX, types[i], 0, pair);
        kind(i == 0 ? "a stream of UNIX" : i == 1 ? "datagrams of UNIX" : "messages of UNIX", pair[0], pair[1], i != 1);
    }
}
