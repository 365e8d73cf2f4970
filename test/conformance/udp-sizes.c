// How long a datagram may be, how IP_MTU_DISCOVER has it, and what the queue of errors tells of one that is too long.
#include <linux/errqueue.h>

static char bytes[70000];
static int sizes[] = {1, 1472, 1473, 3000, 65487, 65488, 65507, 65508, 65527, 65528, 65535, 65536};

static void local_errors(int fd, int level) {
    char control[128];
    union { struct sockaddr_in v4; struct sockaddr_in6 v6; } name = {0};
    struct iovec piece = {bytes, 16};
    struct msghdr head = {&name, sizeof name, &piece, 1, control, sizeof control, 0};
    ssize_t n = recvmsg(fd, &head, MSG_ERRQUEUE);
    if (n < 0) return;
    int port = ntohs(level == SOL_IP ? name.v4.sin_port : name.v6.sin6_port);
    printf("  %zd bytes, flags %x, port %d, %d bytes of name\n", n, head.msg_flags, port ? port - base_port : -1, head.msg_namelen);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&head); c; c = CMSG_NXTHDR(&head, c)) {
        struct sock_extended_err e;
        memcpy(&e, CMSG_DATA(c), sizeof e);
        int sum = 0;
        for (unsigned i = sizeof e; i < c->cmsg_len - CMSG_LEN(0); i++) sum += CMSG_DATA(c)[i];
        printf("  level %d type %d, %d bytes: %s origin %d type %d code %d mtu %d %d, offender %d\n", c->cmsg_level,
               c->cmsg_type, (int)c->cmsg_len, errno_text(e.ee_errno), e.ee_origin, e.ee_type, e.ee_code, e.ee_info,
               e.ee_data, sum);
    }
}

/* Room to write is not asked for: what waits for a neighbour's address that nobody tells takes some. */
static void show_error(int fd) {
    struct pollfd one = {fd, 0, 0};
    printf("  poll %d, %x\n", poll(&one, 1, 0), one.revents);
}

static void send_all(int family, const char *to, int mode, int asked, int connected) {
    int level = family == AF_INET ? SOL_IP : SOL_IPV6;
    int fd = socket(family, SOCK_DGRAM, 0);
    struct sockaddr_in v4 = at(3);
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(base_port + 3)};
    inet_pton(AF_INET, to, &v4.sin_addr);
    inet_pton(AF_INET6, to, &v6.sin6_addr);
    struct sockaddr *end = family == AF_INET ? (void *)&v4 : (void *)&v6;
    socklen_t length = family == AF_INET ? sizeof v4 : sizeof v6;
    printf("-- to %s mode %d asked %d connected %d\n", to, mode, asked, connected);
    if (mode >= 0) SHOW(option(fd, level, family == AF_INET ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, mode));
    if (asked) SHOW(option(fd, level, family == AF_INET ? IP_RECVERR : IPV6_RECVERR, 1));
    if (connected) SHOW(connect(fd, end, length));
    int mtu = -1;
    socklen_t room = sizeof mtu;
    SHOW(getsockopt(fd, level, family == AF_INET ? IP_MTU : IPV6_MTU, &mtu, &room));
    printf("mtu %d\n", mtu);
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        printf("%d bytes: ", sizes[i]);
        SHOW(sendto(fd, bytes, sizes[i], 0, end, length));
        if (asked) {
            show_error(fd);
            local_errors(fd, level);
            show_error(fd);
        }
    }
    close(fd);
}

/* What comes first: the length, the pending error or the end of writing. */
static void orders(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(option(fd, SOL_IP, IP_RECVERR, 1));
    SHOW(connect_to(fd, 9));
    SHOW(send(fd, "x", 1, 0));
    pause_ms(20);
    SHOW(send(fd, bytes, 65508, 0));
    show_poll("poll", fd);
    printf("SO_ERROR %s\n", pending_error(fd));
    local_errors(fd, SOL_IP);
    printf("SO_ERROR %s\n", pending_error(fd));
    local_errors(fd, SOL_IP);
    local_errors(fd, SOL_IP);
    SHOW(send(fd, "x", 1, 0));
    pause_ms(20);
    SHOW(shutdown(fd, SHUT_WR));
    SHOW(send(fd, bytes, 65508, 0));
    SHOW(send(fd, "x", 1, 0));
    SHOW(send(fd, "x", 1, 0));
    SHOW(send(fd, "x", 1, 0));
    SHOW(send(fd, bytes, 65508, 0));
    SHOW(send(fd, bytes, 65536, 0));
    close(fd);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in none = at(0);
    none.sin_port = 0;
    SHOW(sendto(fd, bytes, 65508, 0, (struct sockaddr *)&none, sizeof none));
    SHOW(sendto(fd, bytes, 65536, 0, (struct sockaddr *)&none, sizeof none));
    // What is held back counts, and is gone once it would be too long.
    SHOW(connect_to(fd, 5));
    int other = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(bind_to(other, 5));
    SHOW(send(fd, bytes, 40000, MSG_MORE));
    SHOW(send(fd, bytes, 30000, MSG_MORE));
    SHOW(send(fd, bytes, 7, 0));
    SHOW(recv(other, bytes, sizeof bytes, MSG_DONTWAIT));
    SHOW(recv(other, bytes, sizeof bytes, MSG_DONTWAIT));
    SHOW(send(fd, bytes, 65507, 0));
    SHOW(recv(other, bytes, sizeof bytes, MSG_DONTWAIT));
    close(fd);
    close(other);
}

static void pieces(int family, int level, int name) {
    int fd = socket(family, SOCK_DGRAM, 0);
    for (int mode = -1; mode < 7; mode++) {
        SHOW(option(fd, level, name, mode));
        int value = -7;
        socklen_t length = sizeof value;
        SHOW(getsockopt(fd, level, name, &value, &length));
        printf("  %d\n", value);
    }
    close(fd);
}

/* The counters of fragments; nothing here was ever put together but over lo. */
static void counters(void) {
    char line[4096], names[4096] = "";
    FILE *f = fopen("/proc/net/snmp", "r");
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "Ip: ", 4)) continue;
        if (!names[0]) { strcpy(names, line); continue; }
        char *a, *b, *name = strtok_r(names, " \n", &a), *value = strtok_r(line, " \n", &b);
        for (; name; name = strtok_r(NULL, " \n", &a), value = strtok_r(NULL, " \n", &b))
            if (strstr(name, "Frag") || strstr(name, "Reasm") || !strcmp(name, "OutRequests")) printf("%s %s\n", name, value);
    }
    fclose(f);
    f = fopen("/proc/net/snmp6", "r");
    while (fgets(line, sizeof line, f))
        if (strstr(line, "Frag") || strstr(line, "Reasm")) printf("%s", line);
    fclose(f);
}

static void probe(void) {
    for (int asked = 0; asked < 2; asked++)
        for (int mode = -1; mode < 6; mode++) {
            send_all(AF_INET, "10.0.0.9", mode, asked, mode & 1);
            // By the MTU of lo, 65536, a packet could be longer than any: Linux then sends what nobody can read.
            if (mode < 3 || mode > 4) send_all(AF_INET, "127.0.0.1", mode, 0, 0);
        }
    counters();
    for (int mode = -1; mode < 6; mode++) send_all(AF_INET6, "::1", mode, 0, 0);
    // There is nobody, so that what was sent comes back as an error: these ask for errors of their own alone.
    send_all(AF_INET6, "::1", 2, 0, 1);
    counters();
    pieces(AF_INET, SOL_IP, IP_MTU_DISCOVER);
    pieces(AF_INET6, SOL_IPV6, IPV6_MTU_DISCOVER);
    orders();
}
