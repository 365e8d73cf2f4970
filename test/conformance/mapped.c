// UDP and TCP of IPv6 towards IPv4: who has an address of one family has nothing to do with the other; nobody's
// address; port 0; what is refused before an address is looked at.
static char big[70000];

static struct sockaddr_in6 six(const char *text, int port) {
    struct sockaddr_in6 a = {AF_INET6, htons(port)};
    inet_pton(AF_INET6, text, &a.sin6_addr);
    return a;
}

static void *as(void *name) { return name; }

static void name(const char *what, int fd, int peer) {
    struct sockaddr_in6 a;
    socklen_t length = sizeof a;
    char text[60];
    if ((peer ? getpeername : getsockname)(fd, as(&a), &length) < 0) {
        printf("    %s %s\n", what, errno_text(errno));
        return;
    }
    inet_ntop(AF_INET6, &a.sin6_addr, text, sizeof text);
    printf("    %s %s %s\n", what, text, a.sin6_port ? "port" : "-");
}

static int only(int fd) {
    int value = -1;
    socklen_t length = 4;
    getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &value, &length);
    return value;
}

static void each(int type) {
    static const char *from[] = {NULL, "::", "::1", "::ffff:127.0.0.1"};
    static const char *to[] = {"::", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0"};
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            int fd = socket(AF_INET6, type, 0);
            struct sockaddr_in6 own = six(from[i] ? from[i] : "::", 0), other = six(to[j], base_port + 50);
            if (from[i]) SHOW(bind(fd, as(&own), sizeof own));
            printf("%s -> %s, v6only %d\n", from[i] ? from[i] : "none", to[j], only(fd));
            if (type == SOCK_DGRAM) {
                SHOW(sendto(fd, "x", 1, 0, as(&other), sizeof other));
                pause_ms(2);
            }
            SHOW(connect(fd, as(&other), sizeof other));
            name("own", fd, 0);
            name("peer", fd, 1);
            struct sockaddr_in four = at(50);
            SHOW(connect(fd, as(&four), sizeof four));
            if (type == SOCK_DGRAM) {
                SHOW(send(fd, "x", 1, 0));
                pause_ms(2);
                SHOW(send(fd, "x", 1, 0));
                struct sockaddr_in6 back = six("::1", base_port + 51);
                SHOW(sendto(fd, "x", 1, 0, as(&back), sizeof back));
                back = six("::", base_port + 51);
                SHOW(sendto(fd, "x", 1, 0, as(&back), sizeof back));
                SHOW(sendto(fd, "x", 1, 0, as(&four), sizeof four));
                SHOW(connect(fd, as(&back), sizeof back));
            }
            close(fd);
        }
    }
}

static void refusals(void) {
    int u6 = socket(AF_INET6, SOCK_DGRAM, 0), u4 = socket(AF_INET, SOCK_DGRAM, 0), r6 = socket(AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 to6 = six("::1", base_port);
    struct sockaddr_in to4 = at(0);
    char bytes[10];
    SHOW(bind(r6, as(&to6), 28));
    // Urgent data is a word of IPv4's alone, and what is refused has a port all the same.
    SHOW(sendto(u6, "x", 1, MSG_OOB, as(&to6), 28));
    SHOW(sendto(u4, "x", 1, MSG_OOB, as(&to4), 16));
    SHOW(bind_to(u4, 3));
    SHOW(recv(r6, bytes, 10, MSG_DONTWAIT));
    SHOW(sendto(u6, big, 65536, 0, as(&to6), 28));
    SHOW(sendto(u4, big, 65536, 0, as(&to4), 15));
    SHOW(sendto(u4, big, 65535, 0, as(&to4), 15));
    SHOW(send(u6, big, 70000, 0));
    SHOW(send(u4, big, 70000, 0));
    SHOW(send(u4, big, 65535, 0));
    SHOW(write(u4, big, 70000));
    SHOW(send(u6, big, 70000, MSG_OOB));
    SHOW(send(u4, big, 70000, MSG_OOB));
    to6.sin6_family = 77;
    SHOW(sendto(u6, big, 1, 0, as(&to6), 28));
    SHOW(connect(u6, as(&to6), 28));
    to6.sin6_family = AF_UNSPEC;
    SHOW(sendto(u6, big, 1, 0, as(&to6), 28));
    SHOW(sendto(u6, big, 1, 0, as(&to6), 2));
    to4.sin_family = 77;
    SHOW(sendto(u4, big, 1, 0, as(&to4), 16));
    SHOW(sendto(u6, big, 1, 0, as(&to4), 16));
}

/* Who is connected to port 0 hears of every port, and nobody is at port 0. */
static void port_zero(void) {
    int u = socket(AF_INET, SOCK_DGRAM, 0), v = socket(AF_INET6, SOCK_DGRAM, 0), unbound = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in to = at(0), closed = at(44);
    struct sockaddr_in6 to6 = six("::1", 0), mapped = six("::ffff:127.0.0.1", 0);
    to.sin_port = 0;
    SHOW(connect(u, as(&to), 16));
    SHOW(sendto(u, "x", 1, 0, as(&closed), 16));
    pause_ms(2);
    show_poll("refused", u);
    SHOW(send(u, "x", 1, 0));
    SHOW(send(u, "x", 1, 0));
    pause_ms(2);
    show_poll("zero", u);
    show_poll("unbound", unbound);
    SHOW(connect(v, as(&mapped), 28));
    SHOW(send(v, "x", 1, 0));
    SHOW(connect(v, as(&to6), 28));
    SHOW(send(v, "x", 1, 0));
    pause_ms(2);
    show_poll("zero", v);
}

/* A stream's control messages are looked at once it takes anything. */
static void along(void) {
    char room[24] = "";
    struct iovec v = {"x", 1};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    *(struct cmsghdr *)room = (struct cmsghdr){.cmsg_len = 5, .cmsg_level = SOL_SOCKET, .cmsg_type = 1};
    int t = tcp(), l = listener(5, 1), c = client(5), u = socket(AF_INET, SOCK_DGRAM, 0), d = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    SHOW(sendmsg(t, &m, 0));
    SHOW(sendmsg(l, &m, 0));
    SHOW(sendmsg(c, &m, 0));
    SHOW(sendmsg(u, &m, 0));
    SHOW(sendmsg(d, &m, 0));
    shutdown(c, 1);
    SHOW(sendmsg(c, &m, 0));
}

/* Over IPv4 nobody's address is the one that the socket has; and who is refused has a port all the same. */
static void nobody(void) {
    static const char *from[] = {"0.0.0.0", "127.0.0.1", "127.0.0.2"};
    for (int i = 0; i < 3; i++) {
        for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
            int l = socket(AF_INET, type, 0), c = socket(AF_INET, type, 0);
            struct sockaddr_in any = at(10 + i), own = at(0), told;
            socklen_t length = sizeof told;
            char byte, text[20];
            any.sin_addr.s_addr = 0;
            own.sin_port = 0;
            inet_pton(AF_INET, from[i], &own.sin_addr);
            bind(l, as(&any), 16);
            if (type == SOCK_STREAM) listen(l, 5);
            SHOW(bind(c, as(&own), 16));
            if (type == SOCK_DGRAM) {
                SHOW(sendto(c, "x", 1, 0, as(&any), 16));
                SHOW(recvfrom(l, &byte, 1, 0, as(&told), &length));
                printf("from %s\n", inet_ntop(AF_INET, &told.sin_addr, text, sizeof text));
            }
            SHOW(connect(c, as(&any), 16));
            getpeername(c, as(&told), &length);
            printf("peer %s\n", inet_ntop(AF_INET, &told.sin_addr, text, sizeof text));
            close(l);
            close(c);
        }
    }
    int u = socket(AF_INET, SOCK_DGRAM, 0), v = socket(AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 six_ = six("::1", 1), mapped = six("::ffff:127.0.0.1", base_port + 20);
    SHOW(connect(u, as(&six_), sizeof six_));
    SHOW(bind_to(u, 21));
    SHOW(connect(v, as(&mapped), sizeof mapped));
    six_.sin6_family = AF_UNSPEC;
    SHOW(sendto(v, "x", 1, 0, as(&six_), sizeof six_));
    SHOW(send(v, "x", 1, 0));
}

static void probe(void) {
    nobody();
    each(SOCK_DGRAM);
    each(SOCK_STREAM);
    refusals();
    port_zero();
    along();
}
