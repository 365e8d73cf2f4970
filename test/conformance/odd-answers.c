// Questions that few ask: lengths that are none, clocks that only tell the time, errors in their order, and
// what a datagram's header was asked to say, in pieces too.
#include <sys/file.h>

static int udp(void) { return socket(AF_INET, SOCK_DGRAM, 0); }

static void lengths(void) {
    int fd = udp(), v6 = socket(AF_INET6, SOCK_DGRAM, 0), stream = tcp();
    char bytes[16] = {0};
    for (int i = 0; i <= 8; i++) {
        printf("of %d bytes\n", i);
        SHOW(setsockopt(fd, IPPROTO_IP, 50, bytes, i));
        SHOW(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, bytes, i));
        SHOW(setsockopt(stream, IPPROTO_IP, 50, bytes, i));
        SHOW(setsockopt(v6, IPPROTO_IPV6, 17, bytes, i));
        SHOW(setsockopt(v6, IPPROTO_IPV6, 76, bytes, i));
    }
    close(fd);
    close(v6);
    close(stream);
}

static void whole_pipes(void) {
    int from[2], to[2], pair[2];
    char bytes[16];
    pipe(from);
    pipe(to);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    write(from[1], "12345", 5);
    SHOW(tee(from[0], to[1], -1, SPLICE_F_NONBLOCK));
    SHOW(read(to[0], bytes, sizeof bytes));
    SHOW(splice(from[0], NULL, pair[0], NULL, -1, SPLICE_F_NONBLOCK));
    SHOW(splice(from[0], NULL, to[1], NULL, -1, SPLICE_F_NONBLOCK));
    SHOW(read(to[0], bytes, sizeof bytes));
    write(pair[1], "678", 3);
    SHOW(splice(pair[0], NULL, to[1], NULL, -1, SPLICE_F_NONBLOCK));
    SHOW(flock(-1, 32));
    SHOW(flock(-1, LOCK_SH));
}

static void clocks(void) {
    static const int asked[] = {0, 1, 2, 3, 4, 5, 6, 7, 11, 12, -1, -6, 99};
    for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) {
        timer_t timer;
        struct sigevent event = {.sigev_notify = SIGEV_NONE};
        int answer = timer_create(asked[i], &event, &timer);
        printf("clock %d: ", asked[i]);
        show("timer_create", answer);
        if (answer == 0) timer_delete(timer);
    }
}

static void order_of_errors(void) {
    int fd = udp();
    struct sockaddr_in nobody = at(4), all = at(4);
    nobody.sin_port = 0;
    all.sin_addr.s_addr = INADDR_BROADCAST;
    SHOW(sendto(fd, (void *)8, 4, 0, (void *)&nobody, sizeof nobody));
    SHOW(sendto(fd, (void *)8, 4, 0, (void *)&all, sizeof all));
    SHOW(sendto(fd, (void *)8, 4, 0, NULL, 0));
    close(fd);
}

/* Of two sockets with one port the one that has sent hears of the error. */
static void whose_error(void) {
    int fds[2], on = 1;
    struct sockaddr_in own = at(4), closed = at(5);
    for (int i = 0; i < 2; i++) {
        fds[i] = udp();
        own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + i);
        SHOW(bind(fds[i], (void *)&own, sizeof own));
        setsockopt(fds[i], IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    }
    SHOW(sendto(fds[0], "x", 1, 0, (void *)&closed, sizeof closed));
    pause_ms(10);
    for (int i = 0; i < 2; i++) {
        int error = 0;
        socklen_t length = sizeof error;
        getsockopt(fds[i], SOL_SOCKET, SO_ERROR, &error, &length);
        printf("error %s\n", error ? errno_text(error) : "none");
        close(fds[i]);
    }
}

/* A connected socket hears nothing that is for everybody. */
static void for_everybody(void) {
    int sender = udp(), fd = udp(), on = 1;
    struct sockaddr_in own = at(4), all;
    bind_to(sender, 4);
    SHOW(connect(fd, (void *)&own, sizeof own));
    socklen_t length = sizeof all;
    getsockname(fd, (void *)&all, &length);
    all.sin_addr.s_addr = htonl(0x7fffffff);
    setsockopt(sender, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
    SHOW(sendto(sender, "x", 1, 0, (void *)&all, sizeof all));
    char byte;
    SHOW(recv(fd, &byte, 1, MSG_DONTWAIT));
    close(fd);
    close(sender);
}

/* What was asked of the header is in every piece, and told of the whole. */
static void header_in_pieces(void) {
    static char bytes[66000];
    int from = udp(), to = udp(), ttl = 5, tos = 16, on = 1;
    struct sockaddr_in end = at(4);
    bind_to(to, 4);
    setsockopt(to, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
    setsockopt(to, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
    setsockopt(from, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl);
    setsockopt(from, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
    for (int size = 1; size < 65000; size += 64000) {
        char control[256];
        struct iovec piece = {bytes, sizeof bytes};
        struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        SHOW(sendto(from, bytes, size, 0, (void *)&end, sizeof end));
        SHOW(recvmsg(to, &message, 0));
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
            printf("  type %d: %d\n", c->cmsg_type, *CMSG_DATA(c));
        }
    }
    close(from);
    close(to);
}

static void probe(void) {
    lengths();
    whole_pipes();
    clocks();
    order_of_errors();
    whose_error();
    for_everybody();
    header_in_pieces();
}
