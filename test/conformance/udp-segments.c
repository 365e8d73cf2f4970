// UDP_CORK, UDP_SEGMENT and UDP_GRO: several sends are one datagram, one send is several, and several are read as one.
#include <netinet/udp.h>

static char bytes[70000];

static int pair(int family, int *from) {
    int to = socket(family, SOCK_DGRAM, 0);
    *from = socket(family, SOCK_DGRAM, 0);
    struct sockaddr_in v4 = at(1);
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(base_port + 1)};
    v6.sin6_addr = in6addr_loopback;
    struct sockaddr *end = family == AF_INET ? (void *)&v4 : (void *)&v6;
    socklen_t length = family == AF_INET ? sizeof v4 : sizeof v6;
    if (bind(to, end, length) < 0 || connect(*from, end, length) < 0) perror("pair");
    return to;
}

/* Reads all there is, with what comes beside it. */
static void drain(int to, size_t room) {
    for (;;) {
        char control[100];
        struct iovec piece = {bytes, room};
        struct msghdr head = {0, 0, &piece, 1, control, sizeof control, 0};
        ssize_t n = recvmsg(to, &head, MSG_DONTWAIT);
        if (n < 0) break;
        int wrong = 0;
        for (int i = 1; i < n; i++) wrong += (unsigned char)bytes[i] != (unsigned char)(bytes[i - 1] + 1);
        printf("  %zd bytes from %d, flags %x, %d wrong", n, n > 0 ? (unsigned char)bytes[0] : -1, head.msg_flags, wrong);
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&head); c; c = CMSG_NXTHDR(&head, c))
            printf(", control %d %d: %d bytes, %d", c->cmsg_level, c->cmsg_type, (int)c->cmsg_len, *(int *)CMSG_DATA(c));
        printf("\n");
    }
    for (int i = 0; i < 70000; i++) bytes[i] = i;
}

static void values(int fd, const char *text, int name) {
    int tried[] = {1, 7, 0, -1, 65535, 65536};
    for (unsigned i = 0; i < 6; i++) {
        int value = -7;
        socklen_t length = sizeof value;
        printf("%s %d: ", text, tried[i]);
        SHOW(option(fd, IPPROTO_UDP, name, tried[i]));
        SHOW(getsockopt(fd, IPPROTO_UDP, name, &value, &length));
        printf("  %d, %d bytes\n", value, (int)length);
    }
    char small[2] = {1, 0};
    socklen_t length = 2;
    SHOW(setsockopt(fd, IPPROTO_UDP, name, small, 2));
    SHOW(getsockopt(fd, IPPROTO_UDP, name, small, &length));
    printf("  %d bytes\n", (int)length);
}

static void options(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    values(fd, "UDP_CORK", UDP_CORK);
    values(fd, "UDP_SEGMENT", UDP_SEGMENT);
    values(fd, "UDP_GRO", UDP_GRO);
    SHOW(option(fd, IPPROTO_UDP, 77, 1));
    int value;
    socklen_t length = sizeof value;
    SHOW(getsockopt(fd, IPPROTO_UDP, 77, &value, &length));
    close(fd);
    fd = tcp();
    SHOW(option(fd, IPPROTO_UDP, UDP_CORK, 1));
    SHOW(getsockopt(fd, IPPROTO_UDP, UDP_CORK, &value, &length));
    close(fd);
}

static void cork(int family) {
    int from, to = pair(family, &from);
    drain(to, 70000);
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 0));
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 1));
    SHOW(send(from, bytes, 100, 0));
    SHOW(write(from, bytes + 100, 50));
    SHOW(recv(to, bytes, 10, MSG_DONTWAIT));
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 0));
    drain(to, 70000);
    // MSG_MORE in between; nothing is sent where nothing was held back, but an empty datagram is something.
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 1));
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 0));
    drain(to, 70000);
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 1));
    SHOW(send(from, bytes, 0, 0));
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 0));
    drain(to, 70000);
    SHOW(send(from, bytes, 10, MSG_MORE));
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 1));
    SHOW(send(from, bytes + 10, 10, 0));
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 0));
    SHOW(send(from, bytes, 5, 0));
    drain(to, 70000);
    SHOW(send(from, bytes, 10, MSG_MORE));
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 0));
    drain(to, 70000);
    // Too much of it loses all.
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 1));
    SHOW(send(from, bytes, 60000, 0));
    SHOW(send(from, bytes, 60000, 0));
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 0));
    drain(to, 70000);
    // What is held back when the socket is closed is lost.
    SHOW(option(from, IPPROTO_UDP, UDP_CORK, 1));
    SHOW(send(from, bytes, 10, 0));
    close(from);
    drain(to, 70000);
    close(to);
}

static ssize_t send_cut(int fd, size_t length, int size, size_t size_bytes, int level, int type) {
    char control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec piece = {bytes, length};
    struct msghdr head = {0, 0, &piece, 1, control, CMSG_SPACE(size_bytes), 0};
    struct cmsghdr *c = CMSG_FIRSTHDR(&head);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(size_bytes);
    memcpy(CMSG_DATA(c), &size, size_bytes);
    return sendmsg(fd, &head, 0);
}

static void segments(int family, int gro) {
    int from, to = pair(family, &from);
    printf("-- family %d, UDP_GRO %d\n", family, gro);
    drain(to, 70000);
    if (gro) SHOW(option(to, IPPROTO_UDP, UDP_GRO, 1));
    SHOW(option(from, IPPROTO_UDP, UDP_SEGMENT, 1000));
    int lengths[] = {0, 1, 1000, 1001, 2000, 3500, 65507};
    for (int i = 0; i < 7; i++) {
        SHOW(send(from, bytes, lengths[i], 0));
        drain(to, 70000);
    }
    // One at a time, cut short, looked at.
    SHOW(send(from, bytes, 2500, 0));
    SHOW(send(from, bytes, 2000, 0));
    SHOW(recv(to, bytes, 700, MSG_PEEK | MSG_DONTWAIT));
    SHOW(recv(to, bytes, 700, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT));
    drain(to, 700);
    SHOW(option(from, IPPROTO_UDP, UDP_SEGMENT, 0));
    SHOW(send(from, bytes, 3000, 0));
    drain(to, 70000);
    // By the message: sizes of two bytes alone; 128 pieces at most.
    SHOW(send_cut(from, 3000, 800, 2, IPPROTO_UDP, UDP_SEGMENT));
    drain(to, 70000);
    SHOW(send_cut(from, 3000, 800, 4, IPPROTO_UDP, UDP_SEGMENT));
    SHOW(send_cut(from, 3000, 0, 2, IPPROTO_UDP, UDP_SEGMENT));
    SHOW(send_cut(from, 3000, 800, 2, IPPROTO_UDP, 7));
    drain(to, 70000);
    SHOW(send_cut(from, 128 * 10, 10, 2, IPPROTO_UDP, UDP_SEGMENT));
    drain(to, 70000);
    SHOW(send_cut(from, 128 * 10 + 1, 10, 2, IPPROTO_UDP, UDP_SEGMENT));
    SHOW(send_cut(from, 65508, 1000, 2, IPPROTO_UDP, UDP_SEGMENT));
    SHOW(send_cut(from, 65507, 65535, 2, IPPROTO_UDP, UDP_SEGMENT));
    drain(to, 70000);
    // Held back, then cut as the first send had it.
    SHOW(option(from, IPPROTO_UDP, UDP_SEGMENT, 600));
    SHOW(send(from, bytes, 1000, MSG_MORE));
    SHOW(option(from, IPPROTO_UDP, UDP_SEGMENT, 300));
    SHOW(send(from, bytes + 1000, 1000, 0));
    drain(to, 70000);
    close(from);
    close(to);
}

/* Pieces must fit the way: here an interface of 1500 bytes. */
static void fit(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in far = at(1);
    far.sin_addr.s_addr = inet_addr("10.0.0.9");
    SHOW(connect(fd, (struct sockaddr *)&far, sizeof far));
    SHOW(send_cut(fd, 5000, 1472, 2, IPPROTO_UDP, UDP_SEGMENT));
    SHOW(send_cut(fd, 5000, 1473, 2, IPPROTO_UDP, UDP_SEGMENT));
    SHOW(send_cut(fd, 1400, 1473, 2, IPPROTO_UDP, UDP_SEGMENT));
    SHOW(send_cut(fd, 1473, 1473, 2, IPPROTO_UDP, UDP_SEGMENT));
    close(fd);
}

static void counters(void) {
    char line[1000], names[1000] = "";
    FILE *f = fopen("/proc/net/snmp", "r");
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "Udp: ", 5)) continue;
        if (!names[0]) { strcpy(names, line); continue; }
        char *a, *b, *one = strtok_r(names, " \n", &a), *value = strtok_r(line, " \n", &b);
        for (; one; one = strtok_r(NULL, " \n", &a), value = strtok_r(NULL, " \n", &b)) printf("%s %s\n", one, value);
    }
    fclose(f);
}

static void probe(void) {
    options();
    cork(AF_INET);
    cork(AF_INET6);
    segments(AF_INET, 0);
    segments(AF_INET, 1);
    segments(AF_INET6, 0);
    segments(AF_INET6, 1);
    counters();
    fit();
}
