// Options of IP that few programs set: what they are at first, what they may become, and what is told beside a datagram.

static void try(int fd, int level, int option, int value) {
    int now = -7;
    socklen_t size = sizeof now;
    long set = setsockopt(fd, level, option, &value, sizeof value);
    int why = errno;
    long got = getsockopt(fd, level, option, &now, &size);
    printf("%d/%d = %d: ", level, option, value);
    if (set < 0) printf("%s, ", errno_text(why));
    if (got < 0) printf("%s\n", errno_text(errno));
    else printf("%d (%u)\n", now, size);
}

static void all(int family, int type) {
    static const int four[] = {3, 6, 7, 8, 12, 13, 18, 20, 21, 22, 23, 24, 25, 26, 32, 33, 34, 49, 50};
    static const int six[] = {2, 3, 4, 5, 8, 11, 17, 18, 19, 23, 29, 30, 31, 33, 49, 51, 53, 56, 58, 60, 62, 66, 67, 70, 73, 74, 75, 76, 77, 78};
    static const int values[] = {0, 1, 3, 200, 256, -1, -2};
    int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
    const int *options = family == AF_INET ? four : six;
    unsigned count = (family == AF_INET ? sizeof four : sizeof six) / sizeof *four;
    for (unsigned i = 0; i < count; i++) {
        int fd = socket(family, type, 0), first = -7;
        socklen_t size = sizeof first;
        SHOW(getsockopt(fd, level, options[i], &first, &size));
        printf("%d/%d is %d\n", level, options[i], first);
        /* How many interfaces there are is the machine's own. */
        for (unsigned v = 0; v < sizeof values / sizeof *values; v++)
            if (options[i] != 17 || values[v] != 3) try(fd, level, options[i], values[v]);
        close(fd);
    }
}

static void hear(int fd, int room) {
    char bytes[64], control[512] = "";
    struct iovec piece = {bytes, sizeof bytes};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = room};
    long n = recvmsg(fd, &message, MSG_DONTWAIT);
    show("recvmsg", n);
    printf("  flags %x, control %zu\n", message.msg_flags, message.msg_controllen);
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        printf("  %d/%d, %zu:", h->cmsg_level, h->cmsg_type, h->cmsg_len);
        unsigned char *data = CMSG_DATA(h);
        if (h->cmsg_level == SOL_SOCKET) {
            long when;
            memcpy(&when, data, sizeof when);
            printf(" %d\n", time(NULL) - when < 5 && when <= time(NULL));
            continue;
        }
        /* A port is the run's own. */
        int address = (h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_RECVORIGDSTADDR) || h->cmsg_type == 74;
        for (size_t i = 0; i < h->cmsg_len - CMSG_LEN(0); i++)
            if (address && (i == 2 || i == 3)) printf(" port");
            else printf(" %02x", data[i]);
        printf("\n");
    }
}

static void told(int to, int from, int nth) {
    static const int four[] = {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, IP_RECVORIGDSTADDR, IP_RECVOPTS};
    static const int six[] = {IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS, 74};
    int in = socket(to, SOCK_DGRAM, 0), out = socket(from, SOCK_DGRAM, 0), one = 1, zero = 0;
    union { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; } name = {0}, peer;
    name.any.sa_family = to;
    name.four.sin_port = htons(base_port + nth);
    SHOW(bind(in, &name.any, to == AF_INET ? sizeof name.four : sizeof name.six));
    peer = name;
    peer.any.sa_family = from;
    if (from == AF_INET) peer.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else peer.six.sin6_addr = in6addr_loopback;
#define SEND(n) sendto(out, "datagram", n, 0, &peer.any, from == AF_INET ? sizeof peer.four : sizeof peer.six)
#define ON(fd, level, option, value) show("setsockopt", setsockopt(fd, level, option, &(value), sizeof value))
    for (unsigned i = 0; i < 5; i++) {
        ON(in, IPPROTO_IP, four[i], one);
        SEND(i + 1);
        hear(in, 512);
    }
    for (unsigned i = 0; i < 4 && to == AF_INET6; i++) {
        ON(in, IPPROTO_IPV6, six[i], one);
        SEND(i + 1);
        hear(in, 512);
    }
    int ttl = 9, tos = 0x10, hops = 7, class = 0x20, whole = -1;
    ON(out, IPPROTO_IP, IP_TTL, ttl);
    ON(out, IPPROTO_IP, IP_TOS, tos);
    ON(out, IPPROTO_IPV6, IPV6_UNICAST_HOPS, hops);
    ON(out, IPPROTO_IPV6, 67, class);
    SEND(5);
    hear(in, 512);
    ON(out, IPPROTO_IP, IP_TTL, whole);
    ON(out, IPPROTO_IPV6, IPV6_UNICAST_HOPS, whole);
    ON(in, SOL_SOCKET, SO_TIMESTAMP, one);
    SEND(6);
    hear(in, 512);
    ON(in, SOL_SOCKET, 35, one);
    try(in, SOL_SOCKET, SO_TIMESTAMP, 0);
    ON(in, SOL_SOCKET, 35, one);
    SEND(7);
    hear(in, 512);
    SEND(7);
    hear(in, 40);
    SEND(7);
    hear(in, 20);
    SEND(7);
    hear(in, 0);
    ON(in, SOL_SOCKET, 35, zero);
    SEND(8);
    hear(in, 512);
    close(in);
    close(out);
}

static void probe(void) {
    all(AF_INET, SOCK_STREAM);
    all(AF_INET, SOCK_DGRAM);
    all(AF_INET6, SOCK_STREAM);
    all(AF_INET6, SOCK_DGRAM);
    told(AF_INET, AF_INET, 0);
    told(AF_INET6, AF_INET6, 1);
    told(AF_INET6, AF_INET, 2);
    /* SO_LINGER is two numbers. */
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    SHOW(setsockopt(fd, SOL_SOCKET, SO_LINGER, &one, sizeof one));
}
