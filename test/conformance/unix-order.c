// AF_UNIX where two things are wrong at once, or one has changed meanwhile: which is told, what is lost with it,
// and what a receive of no bytes takes.
#include <linux/sockios.h>
#include <sys/un.h>

static char big[400000], in[9000];
static volatile sig_atomic_t pipes;

static void piped(int signo) { pipes++; }

static void *as(struct sockaddr_un *name) { return name; }

static struct sockaddr_un nobody = {AF_UNIX, "/tmp/unix-order-nobody"}, empty = {AF_UNIX}, own = {AF_UNIX, "\0unix-order"};

/* The length of a socket's name, or of its peer's. */
static int name_of(int fd, int peer) {
    struct sockaddr_un name;
    socklen_t length = sizeof name;
    return (peer ? getpeername : getsockname)(fd, as(&name), &length) < 0 ? -1 : (int)length;
}

static void datagrams(void) {
    int d = socket(AF_UNIX, SOCK_DGRAM, 0), pair[2];
    SHOW(send(d, big, 400000, 0));
    SHOW(sendto(d, big, 400000, 0, as(&nobody), sizeof nobody));
    SHOW(sendto(d, big, 4, 0, as(&nobody), sizeof nobody));
    SHOW(sendto(d, big, 400000, 0, as(&empty), 2));
    SHOW(shutdown(d, 1));
    SHOW(send(d, big, 4, 0));
    SHOW(sendto(d, big, 4, 0, as(&nobody), sizeof nobody));
    SHOW(sendto(d, big, 400000, 0, as(&nobody), sizeof nobody));
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    SHOW(shutdown(pair[0], 1));
    close(pair[1]);
    SHOW(send(pair[0], "x", 1, 0));
}

static void streams(void) {
    int q = socket(AF_UNIX, SOCK_SEQPACKET, 0), s = socket(AF_UNIX, SOCK_STREAM, 0), pair[2];
    SHOW(shutdown(q, 1));
    SHOW(shutdown(s, 1));
    SHOW(send(q, big, 4, 0));
    SHOW(send(s, big, 4, 0));
    SHOW(write(s, big, 4));
    SHOW(sendto(s, big, 4, 0, as(&nobody), sizeof nobody));
    SHOW(sendto(q, big, 4, 0, as(&nobody), sizeof nobody));
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    SHOW(shutdown(pair[0], 1));
    SHOW(sendto(pair[0], big, 4, 0, as(&nobody), sizeof nobody));
    int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
    bind(l, as(&empty), 2);
    listen(l, 1);
    struct sockaddr_un name;
    socklen_t length = sizeof name;
    getsockname(l, as(&name), &length);
    SHOW(connect(c, as(&name), length));
    SHOW(shutdown(l, 0));
    nonblocking(l);
    // What has come is still there; that nobody comes any more is told to who would wait.
    SHOW(accept(l, NULL, NULL) >= 0);
    SHOW(accept(l, NULL, NULL));
    fcntl(l, F_SETFL, 0);
    SHOW(accept(l, NULL, NULL));
    SHOW(ioctl(c, SIOCATMARK, &l));
    SHOW(ioctl(q, SIOCATMARK, &l));
}

/* EPIPE comes with its signal where there is a stream, and nowhere else. */
static void signals(void) {
    int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}, pair[2], u = socket(AF_INET, SOCK_DGRAM, 0);
    signal(SIGPIPE, piped);
    for (int i = 0; i < 3; i++) {
        socketpair(AF_UNIX, types[i], 0, pair);
        shutdown(pair[0], 1);
        pipes = 0;
        SHOW(write(pair[0], "x", 1));
        SHOW(send(pair[0], "x", 1, MSG_NOSIGNAL));
        SHOW(pipes);
    }
    connect_to(u, 60);
    shutdown(u, 1);
    pipes = 0;
    SHOW(write(u, "x", 1));
    SHOW(pipes);
    signal(SIGPIPE, SIG_IGN);
}

/* What a socket is called is asked when its message is read, and of one that has gone, too. */
static void names(void) {
    int pair[2], to = socket(AF_UNIX, SOCK_DGRAM, 0), from = socket(AF_UNIX, SOCK_DGRAM, 0);
    SHOW(bind(to, as(&own), sizeof own));
    SHOW(sendto(from, "x", 1, 0, as(&own), sizeof own));
    SHOW(bind(from, as(&empty), 2));
    close(from);
    struct sockaddr_un name;
    socklen_t length = sizeof name;
    SHOW(recvfrom(to, in, 9, 0, as(&name), &length));
    SHOW(length);
    int types[] = {SOCK_STREAM, SOCK_DGRAM};
    for (int i = 0; i < 2; i++) {
        socketpair(AF_UNIX, types[i], 0, pair);
        bind(pair[1], as(&empty), 2);
        close(pair[1]);
        SHOW(name_of(pair[0], 1));
        SHOW(send(pair[0], "x", 1, MSG_NOSIGNAL));
        SHOW(name_of(pair[0], 1));
    }
}

/* Another peer, or none: what had not been read is lost, and who was connected is told. */
static void other_peers(void) {
    int pair[2];
    for (int i = 0; i < 3; i++) {
        socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
        write(pair[0], "one", 3);
        struct sockaddr none = {AF_UNSPEC};
        if (i == 0) SHOW(connect(pair[1], &none, sizeof none));
        if (i == 1) SHOW(connect(pair[1], as(&own), sizeof own));
        if (i == 2) {
            close(pair[0]);
            SHOW(send(pair[1], "two", 3, 0));
            show_poll("lost", pair[1]);
            continue;
        }
        show_poll("lost", pair[1]);
        show_poll("told", pair[0]);
        SHOW(write(pair[0], "x", 1));
    }
    // A message without a byte is nothing that anybody could have missed.
    for (int n = 1; n < 3; n++) {
        socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
        for (int i = 0; i < n; i++) write(pair[0], "", 0);
        SHOW(send(pair[0], "", 0, 0));
        close(pair[1]);
        show_poll("unread", pair[0]);
    }
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
    send(pair[0], "", 0, 0);
    close(pair[1]);
    show_poll("unread", pair[0]);
}

static long with_files(int fd, int count, size_t first) {
    char room[200] = "";
    struct iovec v = {big, 4096};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room};
    struct cmsghdr *h = (void *)room;
    int zero = 0;
    h->cmsg_level = SOL_SOCKET;
    h->cmsg_type = SCM_RIGHTS;
    h->cmsg_len = first;
    h = (void *)(room + 24);
    h->cmsg_level = SOL_SOCKET;
    h->cmsg_type = SCM_RIGHTS;
    h->cmsg_len = CMSG_LEN(4 * count);
    for (int i = 0; i < count; i++) memcpy(CMSG_DATA(h) + 4 * i, &zero, 4);
    m.msg_controllen = 24 + CMSG_SPACE(4 * count);
    return sendmsg(fd, &m, 0);
}

static void got(int fd, int flags, size_t size, size_t length) {
    char room[200];
    struct iovec v = {in, length};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = size ? room : NULL, .msg_controllen = size};
    long result = recvmsg(fd, &m, flags | MSG_DONTWAIT);
    printf("    %ld %s, control %d flags %x", result, result < 0 ? errno_text(errno) : "", (int)m.msg_controllen, m.msg_flags);
    for (struct cmsghdr *c = result < 0 ? NULL : CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        printf(" {%d %d %d}", c->cmsg_level, c->cmsg_type, (int)c->cmsg_len);
        if (c->cmsg_type == SCM_RIGHTS || c->cmsg_type == 4) {
            int given;
            for (size_t i = 0; CMSG_LEN(4 * i + 4) <= c->cmsg_len; i++) {
                memcpy(&given, CMSG_DATA(c) + 4 * i, 4);
                close(given);
            }
        }
    }
    printf("\n");
    fflush(stdout);
}

/* A receive of no bytes takes the descriptors, and who has sent. */
static void no_bytes(void) {
    int p[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    for (size_t first = 16; first < 24; first += 1) {
        SHOW(with_files(p[0], 3, first));
        send(p[0], big, 100, 0);
        got(p[1], 0, 200, 9000);
        got(p[1], 0, 200, 9000);
    }
    for (int peek = 0; peek < 2; peek++) {
        SHOW(with_files(p[0], 3, 17));
        send(p[0], big, 100, 0);
        got(p[1], peek ? MSG_PEEK : 0, 200, 0);
        got(p[1], 0, 200, 10);
        got(p[1], 0, 200, 9000);
        got(p[1], 0, 200, 9000);
    }
    SHOW(with_files(p[0], 3, 17));
    SHOW(recv(p[1], in, 0, MSG_DONTWAIT));
    got(p[1], 0, 200, 9000);
    option(p[1], SOL_SOCKET, SO_PASSCRED, 1);
    got(p[1], 0, 200, 0);
    send(p[0], big, 100, 0);
    got(p[1], 0, 200, 0);
    got(p[1], 0, 200, 10);
    got(p[1], 0, 16, 0);
    got(p[1], MSG_PEEK, 0, 10);
    got(p[1], 0, 0, 0);
    shutdown(p[0], 2);
    got(p[1], 0, 200, 0);
    got(p[1], 0, 200, 200);
    got(p[1], 0, 200, 0);
}

/* Who asks who sends has a name of its own before it sends or connects, and may have a descriptor of the sender. */
static void senders(void) {
    int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}, options[] = {SO_PASSCRED, 76}, p[2];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 2; j++) {
            int fd = socket(AF_UNIX, types[i], 0);
            SHOW(option(fd, SOL_SOCKET, options[j], 1));
            SHOW(connect(fd, as(&nobody), sizeof nobody));
            SHOW(name_of(fd, 0));
            close(fd);
            fd = socket(AF_UNIX, types[i], 0);
            option(fd, SOL_SOCKET, options[j], 1);
            SHOW(sendto(fd, "x", 1, 0, as(&nobody), sizeof nobody));
            SHOW(name_of(fd, 0));
            socketpair(AF_UNIX, types[i], 0, p);
            option(p[0], SOL_SOCKET, options[j], 1);
            for (int size = 0; size < 200; size += 19) {
                send(p[1], "x", 1, 0);
                got(p[0], 0, size, 4);
            }
            close(p[0]);
            close(p[1]);
        }
    }
}

/* Sockets that hold only each other go when some socket of AF_UNIX does, and not before. */
static void circles(void) {
    for (int round = 0; round < 2; round++) {
        int a[2], other = socket(AF_UNIX, SOCK_DGRAM, 0);
        char room[CMSG_SPACE(4)] = "";
        struct iovec v = {"x", 1};
        struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
        struct cmsghdr *h = CMSG_FIRSTHDR(&m);
        socketpair(AF_UNIX, SOCK_STREAM, 0, a);
        *h = (struct cmsghdr){.cmsg_len = CMSG_LEN(4), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(h), &a[1], 4);
        sendmsg(a[0], &m, 0);
        close(a[1]);
        show_poll("circle", a[0]);
        if (round) close(other);
        pause_ms(round ? 30 : 1);
        show_poll("then", a[0]);
        close(a[0]);
    }
}

/* What nobody took gives its room back, which is an edge; and the socket itself is a byte of what is charged. */
static void room(void) {
    struct epoll_event event = {EPOLLIN | EPOLLOUT | EPOLLET}, told;
    int ep = epoll_create1(0), d = socket(AF_UNIX, SOCK_DGRAM, 0), p[2], queued;
    epoll_ctl(ep, EPOLL_CTL_ADD, d, &event);
    SHOW(epoll_wait(ep, &told, 1, 0));
    SHOW(epoll_wait(ep, &told, 1, 0));
    SHOW(sendto(d, "x", 1, 0, as(&nobody), sizeof nobody));
    SHOW(epoll_wait(ep, &told, 1, 0));
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p);
    static const int lengths[] = {5000, 3, 9000, 3, 3, 9000, 3, 4096, 3, 3};
    for (int i = 0; i < 10; i++) {
        send(p[0], big, lengths[i], 0);
        SHOW(ioctl(p[0], SIOCOUTQ, &queued));
        SHOW(queued);
        show_poll("room", p[0]);
    }
}

/* Several parts in one receive are told as the first one's; a name of no bytes is none. */
static void parts(void) {
    int u[2], d = socket(AF_UNIX, SOCK_DGRAM, 0);
    struct timeval limit = {0, 30000};
    socketpair(AF_UNIX, SOCK_STREAM, 0, u);
    option(u[0], SOL_SOCKET, SO_PASSCRED, 1);
    setsockopt(u[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    for (int i = 0; i < 3; i++) {
        char room[64], bytes[10];
        struct iovec v = {bytes, 10};
        struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = 64};
        write(u[1], "abc", 3);
        if (i == 2) option(u[0], SOL_SOCKET, SO_RCVLOWAT, 5);
        SHOW(recvmsg(u[0], &m, i == 1 ? MSG_WAITALL : 0));
        SHOW(m.msg_controllen);
    }
    SHOW(sendto(u[1], "x", 1, 0, as(&empty), 0));
    SHOW(sendto(d, "x", 1, 0, as(&empty), 0));
    SHOW(sendto(d, "x", 1, 0, as(&empty), 1));
}

static void probe(void) {
    parts();
    datagrams();
    streams();
    signals();
    names();
    other_peers();
    no_bytes();
    senders();
    circles();
    room();
}
