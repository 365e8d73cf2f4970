// What a message's own control messages ask of its header: who may ask what, and what arrives.
#include <net/if.h>

union address { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; };

static union address end(int family, const char *text, int port) {
    union address a;
    memset(&a, 0, sizeof a);
    a.any.sa_family = family;
    a.four.sin_port = htons(base_port + port);
    inet_pton(family, text, family == AF_INET ? (void *)&a.four.sin_addr : (void *)&a.six.sin6_addr);
    return a;
}

static socklen_t size_of(const union address *a) { return a->any.sa_family == AF_INET ? sizeof a->four : sizeof a->six; }

static char control[1024];
static size_t filled;

static void add(int level, int type, const void *data, size_t length) {
    struct cmsghdr *h = (struct cmsghdr *)(control + filled);
    memset(h, 0, CMSG_SPACE(length));
    h->cmsg_level = level;
    h->cmsg_type = type;
    h->cmsg_len = CMSG_LEN(length);
    memcpy(CMSG_DATA(h), data, length);
    filled += CMSG_SPACE(length);
}

static const char *card(unsigned index) {
    static char name[IF_NAMESIZE];
    return index == 0 ? "none" : if_indextoname(index, name) ? name : "?";
}

static const char *address_text(int family, const void *data) {
    static char text[64];
    return inet_ntop(family, data, text, sizeof text);
}

static void hear(int fd) {
    char bytes[64], room[512] = "";
    union address from;
    struct iovec piece = {bytes, sizeof bytes};
    struct msghdr message = {&from, sizeof from, &piece, 1, room, sizeof room, 0};
    long n = recvmsg(fd, &message, MSG_DONTWAIT);
    if (n < 0) return;
    const char *sender = address_text(from.any.sa_family, from.any.sa_family == AF_INET ? (void *)&from.four.sin_addr : (void *)&from.six.sin6_addr);
    printf("  heard %ld from %s:", n, sender);
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        int value = 0;
        memcpy(&value, CMSG_DATA(h), h->cmsg_len - CMSG_LEN(0) < 4 ? 1 : 4);
        if (h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo *info = (struct in_pktinfo *)CMSG_DATA(h);
            printf(" to %s", address_text(AF_INET, &info->ipi_addr));
            printf(" at %s by %s", address_text(AF_INET, &info->ipi_spec_dst), card(info->ipi_ifindex));
        } else if (h->cmsg_level == IPPROTO_IPV6 && h->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo *info = (struct in6_pktinfo *)CMSG_DATA(h);
            printf(" to %s by %s", address_text(AF_INET6, &info->ipi6_addr), card(info->ipi6_ifindex));
        } else printf(" %d/%d %d", h->cmsg_level, h->cmsg_type, value);
    }
    printf("\n");
}

static int in4, in6, out, flags;
static union address target;

/* Sends with what was added, and tells what came of it. */
static void send_it(const char *what) {
    struct iovec piece = {"datagram", 8};
    struct msghdr message = {&target, target.any.sa_family ? size_of(&target) : 0, &piece, 1, control, filled, 0};
    if (!message.msg_namelen) message.msg_name = NULL;
    show(what, sendmsg(out, &message, flags));
    filled = 0;
    hear(in4);
    hear(in6);
}

static void one(const char *what, int level, int type, const void *data, size_t length) {
    add(level, type, data, length);
    send_it(what);
}

/* A number as a control message of several lengths. */
static void number(const char *what, int level, int type) {
    static const int values[] = {-2, -1, 0, 1, 5, 7, 31, 64, 255, 256, 1 << 20};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
        char text[80];
        sprintf(text, "%s %d", what, values[i]);
        one(text, level, type, &values[i], 4);
    }
    long long many[3] = {9, 9, 9};
    static const int lengths[] = {0, 1, 2, 3, 5, 8, 16};
    for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char text[80];
        sprintf(text, "%s of %d bytes", what, lengths[i]);
        one(text, level, type, many, lengths[i]);
    }
}

static void info4(const char *source, const char *name) {
    struct in_pktinfo info = {0};
    char text[80];
    info.ipi_ifindex = !strcmp(name, "wrong") ? 99 : if_nametoindex(name);
    inet_pton(AF_INET, source, &info.ipi_spec_dst);
    /* Where it was meant for is not looked at. */
    inet_pton(AF_INET, "9.9.9.9", &info.ipi_addr);
    sprintf(text, "IP_PKTINFO %s %s", source, name);
    one(text, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
}

static void info6(const char *source, const char *name) {
    struct in6_pktinfo info = {0};
    char text[120];
    info.ipi6_ifindex = !strcmp(name, "wrong") ? 99 : if_nametoindex(name);
    inet_pton(AF_INET6, source, &info.ipi6_addr);
    sprintf(text, "IPV6_PKTINFO %s %s", source, name);
    one(text, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
}

static void receivers(void) {
    static const int four[] = {IP_PKTINFO, IP_RECVTTL, IP_RECVTOS};
    static const int six[] = {IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS};
    union address a = end(AF_INET, "0.0.0.0", 0), b = end(AF_INET6, "::", 1);
    in4 = socket(AF_INET, SOCK_DGRAM, 0);
    in6 = socket(AF_INET6, SOCK_DGRAM, 0);
    for (int i = 0; i < 3; i++) {
        option(in4, IPPROTO_IP, four[i], 1);
        option(in6, IPPROTO_IPV6, six[i], 1);
        option(in6, IPPROTO_IP, four[i], 1);
    }
    SHOW(bind(in4, &a.any, sizeof a.four));
    SHOW(bind(in6, &b.any, sizeof b.six));
}

static void sources(void) {
    static const char *const cards[] = {"none", "lo", "eth0", "wrong"};
    static const char *const four[] = {"0.0.0.0", "127.0.0.1", "127.0.0.9", "10.0.0.2", "10.0.0.9", "255.255.255.255", "224.0.0.1"};
    static const char *const six[] = {"::", "::1", "fd00::a00:2", "fd00::9", "ff02::1", "fe80::1", "::ffff:127.0.0.1", "::ffff:10.0.0.9"};
    for (unsigned c = 0; c < 4; c++) {
        for (unsigned i = 0; i < sizeof four / sizeof *four; i++) info4(four[i], cards[c]);
        for (unsigned i = 0; i < sizeof six / sizeof *six; i++) info6(six[i], cards[c]);
    }
    long long long_enough[5] = {0};
    static const int lengths[] = {0, 4, 8, 11, 12, 13, 16, 19, 20, 21, 24};
    for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char text[80];
        sprintf(text, "IP_PKTINFO of %d bytes", lengths[i]);
        one(text, IPPROTO_IP, IP_PKTINFO, long_enough, lengths[i]);
        sprintf(text, "IPV6_PKTINFO of %d bytes", lengths[i]);
        one(text, IPPROTO_IPV6, IPV6_PKTINFO, long_enough, lengths[i]);
    }
}

static void from(const char *what, int family, int type, const char *to, int port) {
    printf("\n%s\n", what);
    out = socket(family, type, 0);
    target = end(strchr(to, ':') ? AF_INET6 : AF_INET, to, port);
    number("IP_TTL", IPPROTO_IP, IP_TTL);
    number("IP_TOS", IPPROTO_IP, IP_TOS);
    number("IPV6_HOPLIMIT", IPPROTO_IPV6, IPV6_HOPLIMIT);
    number("IPV6_TCLASS", IPPROTO_IPV6, IPV6_TCLASS);
    number("IPV6_DONTFRAG", IPPROTO_IPV6, 62);
    number("SO_PRIORITY", SOL_SOCKET, SO_PRIORITY);
    number("SO_MARK", SOL_SOCKET, SO_MARK);
    number("SO_TIMESTAMPING", SOL_SOCKET, SO_TIMESTAMPING);
    number("SO_TXTIME", SOL_SOCKET, 61);
    number("UDP_SEGMENT", IPPROTO_UDP, 103);
    sources();
    /* What the socket itself asks for comes behind what the message asks for. */
    int four = 50, six = 60;
    option(out, IPPROTO_IP, IP_TTL, 77);
    option(out, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 78);
    option(out, IPPROTO_IP, IP_TOS, 0x40);
    option(out, IPPROTO_IPV6, IPV6_TCLASS, 0x60);
    send_it("nothing");
    one("IP_TTL 50", IPPROTO_IP, IP_TTL, &four, 4);
    one("IPV6_HOPLIMIT 60", IPPROTO_IPV6, IPV6_HOPLIMIT, &six, 4);
    four = six = -1;
    one("IPV6_HOPLIMIT -1", IPPROTO_IPV6, IPV6_HOPLIMIT, &six, 4);
    one("IPV6_TCLASS -1", IPPROTO_IPV6, IPV6_TCLASS, &six, 4);
    four = six = 0;
    one("IP_TOS 0", IPPROTO_IP, IP_TOS, &four, 4);
    one("IPV6_TCLASS 0", IPPROTO_IPV6, IPV6_TCLASS, &six, 4);
    /* Several: the last of a kind counts. */
    four = 11;
    add(IPPROTO_IP, IP_TTL, &four, 4);
    add(IPPROTO_IPV6, IPV6_HOPLIMIT, &four, 4);
    four = 22;
    add(IPPROTO_IP, IP_TTL, &four, 4);
    add(IPPROTO_IPV6, IPV6_HOPLIMIT, &four, 4);
    send_it("two TTLs");
    add(IPPROTO_IP, IP_TOS, &four, 4);
    four = 0;
    add(IPPROTO_IP, IP_TTL, &four, 4);
    send_it("one good, one bad");
    /* What nobody knows. */
    static const int others[][2] = {{0, 3}, {0, 4}, {0, 6}, {0, 20}, {0, 24}, {0, 99}, {41, 1}, {41, 2}, {41, 8}, {41, 11}, {41, 61}, {41, 75}, {41, 99},
                                    {1, 0}, {1, 9}, {1, 29}, {1, 35}, {1, 99}, {6, 1}, {17, 1}, {17, 104}, {17, 99}, {99, 1}};
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
        char text[80];
        four = 1;
        sprintf(text, "%d/%d", others[i][0], others[i][1]);
        one(text, others[i][0], others[i][1], &four, 4);
    }
    close(out);
}

/* What was asked for with the first part of a datagram holds for all of it. */
static void held_back(int family, const char *to, int port) {
    int first = 33, second = 44, wrong = 0;
    printf("\nheld back\n");
    out = socket(family, SOCK_DGRAM, 0);
    target = end(family, to, port);
    flags = MSG_MORE;
    add(IPPROTO_IPV6, IPV6_HOPLIMIT, &first, 4);
    one("first", IPPROTO_IP, IP_TTL, &first, 4);
    add(IPPROTO_IPV6, IPV6_HOPLIMIT, &second, 4);
    one("second", IPPROTO_IP, IP_TTL, &second, 4);
    one("wrong", IPPROTO_IP, IP_TTL, &wrong, 4);
    one("unknown", IPPROTO_IPV6, 99, &wrong, 4);
    flags = 0;
    send_it("last");
    send_it("after");
    /* Bound and connected, it may still ask. */
    union address mine = end(family, family == AF_INET ? "127.0.0.1" : "::1", 5);
    close(out);
    out = socket(family, SOCK_DGRAM, 0);
    SHOW(bind(out, &mine.any, size_of(&mine)));
    SHOW(connect(out, &target.any, size_of(&target)));
    memset(&target, 0, sizeof target);
    info4("127.0.0.7", "none");
    info4("10.0.0.2", "lo");
    info6("fd00::a00:2", "lo");
    info6("fd00::a00:2", "none");
    one("IP_TTL 44", IPPROTO_IP, IP_TTL, &second, 4);
    one("IPV6_HOPLIMIT 44", IPPROTO_IPV6, IPV6_HOPLIMIT, &second, 4);
    send_it("after");
    close(out);
}

/* A connected socket of a stream reads the level of sockets and nothing else. */
static void stream(int type) {
    int pair[2], number = 5;
    char bytes[8];
    printf("\nstream\n");
    if (type == AF_INET) {
        int wait = listener(7, 1);
        pair[0] = client(7);
        pair[1] = accept(wait, NULL, NULL);
        close(wait);
    } else socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    static const int asked[][3] = {{0, 2, 4}, {0, 2, 1}, {0, 8, 4}, {41, 52, 4}, {1, 12, 4}, {1, 12, 1}, {1, 36, 4}, {1, 36, 8}, {1, 37, 4}, {1, 37, 8},
                                   {1, 61, 8}, {1, 61, 4}, {1, 1, 4}, {1, 2, 4}, {1, 2, 12}, {1, 99, 4}, {6, 1, 4}, {17, 103, 2}, {1, 65, 4}};
    out = pair[0];
    for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct iovec piece = {"stream", 6};
        char text[80];
        int value[4] = {asked[i][1] == 1 ? 0 : asked[i][1] == 2 ? getpid() : asked[i][1] == 37 || asked[i][1] == 65 ? 256 : 5};
        add(asked[i][0], asked[i][1], value, asked[i][2]);
        struct msghdr message = {NULL, 0, &piece, 1, control, filled, 0};
        sprintf(text, "%d/%d of %d", asked[i][0], asked[i][1], asked[i][2]);
        show(text, sendmsg(out, &message, 0));
        filled = 0;
        SHOW(recv(pair[1], bytes, 6, MSG_DONTWAIT));
    }
    close(pair[0]);
    close(pair[1]);
}

/* The card that a socket's datagrams leave by. */
static void by_card(int family, int level, int option, const char *to, int port) {
    static const char *const cards[] = {"lo", "eth0"};
    for (int i = 0; i < 2; i++) {
        int index = htonl(if_nametoindex(cards[i]));
        out = socket(family, SOCK_DGRAM, 0);
        target = end(family, to, port);
        SHOW(setsockopt(out, level, option, &index, sizeof index));
        send_it(cards[i]);
        if (family == AF_INET) info4("0.0.0.0", "lo");
        else info6("::", "lo");
        close(out);
    }
}

static void probe(void) {
    receivers();
    by_card(AF_INET, IPPROTO_IP, 50, "127.0.0.1", 0);
    by_card(AF_INET, IPPROTO_IP, 50, "10.0.0.2", 0);
    by_card(AF_INET6, IPPROTO_IPV6, 76, "::1", 1);
    by_card(AF_INET6, IPPROTO_IPV6, 76, "fd00::a00:2", 1);
    from("IPv4", AF_INET, SOCK_DGRAM, "127.0.0.1", 0);
    from("IPv6", AF_INET6, SOCK_DGRAM, "::1", 1);
    from("IPv4 by IPv6", AF_INET6, SOCK_DGRAM, "::ffff:127.0.0.1", 1);
    from("to its own card", AF_INET, SOCK_DGRAM, "10.0.0.2", 0);
    from("to its own card, IPv6", AF_INET6, SOCK_DGRAM, "fd00::a00:2", 1);
    held_back(AF_INET, "127.0.0.1", 0);
    held_back(AF_INET6, "::1", 1);
    stream(AF_INET);
    stream(AF_UNIX);
}
