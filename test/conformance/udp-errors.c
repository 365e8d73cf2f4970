// What UDP learns from ICMP: the pending error, and with IP_RECVERR the queue of errors.
#include <linux/errqueue.h>

static void errors(const char *what, int fd, int level) {
    char bytes[16], control[128];
    union { struct sockaddr_in v4; struct sockaddr_in6 v6; } name = {0};
    struct iovec piece = {bytes, sizeof bytes};
    struct msghdr head = {&name, sizeof name, &piece, 1, control, sizeof control, 0};
    ssize_t n = recvmsg(fd, &head, MSG_ERRQUEUE);
    show(what, n);
    if (n < 0) return;
    int port = ntohs(level == SOL_IP ? name.v4.sin_port : name.v6.sin6_port);
    printf("  \"%.*s\" flags %x to port %d, %d bytes of name\n", (int)n, bytes, head.msg_flags,
           port - base_port, (int)head.msg_namelen);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&head); c; c = CMSG_NXTHDR(&head, c)) {
        struct sock_extended_err e;
        memcpy(&e, CMSG_DATA(c), sizeof e);
        unsigned char *offender = CMSG_DATA(c) + sizeof e;
        printf("  level %d type %d, %d bytes: %s origin %d type %d code %d %d %d, offender %d %d %d\n",
               c->cmsg_level, c->cmsg_type, (int)c->cmsg_len, errno_text(e.ee_errno), e.ee_origin,
               e.ee_type, e.ee_code, (int)e.ee_info, (int)e.ee_data, offender[0], offender[4], offender[7]);
    }
}

static void talk(int family, int connected, int asked) {
    int level = family == AF_INET ? SOL_IP : SOL_IPV6;
    int fd = socket(family, SOCK_DGRAM, 0);
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(base_port + 7)};
    struct sockaddr_in v4 = at(7);
    v6.sin6_addr = in6addr_loopback;
    struct sockaddr *to = family == AF_INET ? (void *)&v4 : (void *)&v6;
    socklen_t length = family == AF_INET ? sizeof v4 : sizeof v6;
    printf("-- %s connected %d IP_RECVERR %d\n", family == AF_INET ? "IPv4" : "IPv6", connected, asked);
    if (asked) SHOW(option(fd, level, family == AF_INET ? IP_RECVERR : IPV6_RECVERR, 1));
    if (connected) SHOW(connect(fd, to, length));
    errors("nothing yet", fd, level);
    SHOW(sendto(fd, "first", 5, 0, connected ? NULL : to, connected ? 0 : length));
    pause_ms(20);
    show_poll("poll", fd);
    printf("SO_ERROR %s\n", pending_error(fd));
    show_poll("poll", fd);
    errors("errqueue", fd, level);
    show_poll("poll", fd);
    SHOW(sendto(fd, "second", 6, 0, connected ? NULL : to, connected ? 0 : length));
    pause_ms(20);
    char c;
    SHOW(recv(fd, &c, 1, MSG_DONTWAIT));
    SHOW(recv(fd, &c, 1, MSG_DONTWAIT));
    SHOW(recv(fd, &c, 1, MSG_ERRQUEUE));
    SHOW(sendto(fd, "third", 5, 0, connected ? NULL : to, connected ? 0 : length));
    pause_ms(20);
    SHOW(sendto(fd, "fourth", 6, 0, connected ? NULL : to, connected ? 0 : length));
    SHOW(sendto(fd, "a longer one than fits", 22, 0, connected ? NULL : to, connected ? 0 : length));
    pause_ms(20);
    errors("errqueue", fd, level);
    show_poll("poll", fd);
    errors("errqueue", fd, level);
    errors("errqueue", fd, level);
    SHOW(recv(fd, &c, 1, MSG_DONTWAIT));
    close(fd);
}

static void probe(void) {
    for (int family = 0; family < 2; family++)
        for (int connected = 0; connected < 2; connected++)
            for (int asked = 0; asked < 2; asked++)
                talk(family ? AF_INET6 : AF_INET, connected, asked);
}
