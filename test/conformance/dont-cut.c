// IPV6_DONTFRAG: nothing that is too large is cut, and who asks for it hears what would have fitted.
#include <linux/errqueue.h>
#ifndef IPV6_RECVPATHMTU
#define IPV6_RECVPATHMTU 60
#endif
#ifndef IPV6_PATHMTU
#define IPV6_PATHMTU 61
#endif
#ifndef IPV6_DONTFRAG
#define IPV6_DONTFRAG 62
#endif

static char big[70000];
static struct sockaddr_in6 to;

static void hear(int fd, int flags) {
    char bytes[64], control[512] = "";
    struct sockaddr_in6 from;
    memset(&from, 0x55, sizeof from);
    struct iovec piece = {bytes, sizeof bytes};
    struct msghdr message = {&from, sizeof from, &piece, 1, control, sizeof control, 0};
    long n = recvmsg(fd, &message, MSG_DONTWAIT | flags);
    show("  recvmsg", n);
    if (n < 0) return;
    printf("  flags %x, name of %u, family %d, port %d, scope %u\n", message.msg_flags, message.msg_namelen, from.sin6_family, ntohs(from.sin6_port), from.sin6_scope_id);
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        printf("  %d/%d:", h->cmsg_level, h->cmsg_type);
        for (size_t i = 0; i < h->cmsg_len - CMSG_LEN(0); i++) printf(" %02x", CMSG_DATA(h)[i]);
        printf("\n");
    }
}

static void transmit(int fd, int length, int asked) {
    char control[64] = "";
    struct iovec piece = {big, length};
    struct msghdr message = {&to, sizeof to, &piece, 1, NULL, 0, 0};
    if (asked >= 0) {
        struct cmsghdr *h = (struct cmsghdr *)control;
        h->cmsg_level = IPPROTO_IPV6;
        h->cmsg_type = IPV6_DONTFRAG;
        h->cmsg_len = CMSG_LEN(4);
        memcpy(CMSG_DATA(h), &asked, 4);
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(4);
    }
    char text[64];
    sprintf(text, "%d bytes, asked %d", length, asked);
    show(text, sendmsg(fd, &message, 0));
}

static void all(const char *where) {
    memset(&to, 0, sizeof to);
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(base_port);
    inet_pton(AF_INET6, where, &to.sin6_addr);
    for (int set = 0; set < 2; set++)
        for (int errors = 0; errors < 3; errors++) {
            int fd = socket(AF_INET6, SOCK_DGRAM, 0);
            printf("\n%s, set %d, errors %d\n", where, set, errors);
            SHOW(option(fd, IPPROTO_IPV6, IPV6_DONTFRAG, set));
            if (errors == 1) SHOW(option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1));
            if (errors == 2) SHOW(option(fd, IPPROTO_IPV6, IPV6_RECVPATHMTU, 1));
            static const int lengths[] = {1452, 1453, 3000, 65488, 65489, 65508, 65527};
            for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++)
                for (int asked = -1; asked < 2; asked++) {
                    transmit(fd, lengths[i], asked);
                    /* Room to write is not asked for: what waits for a neighbour that nobody is takes some. */
                    struct pollfd one = {fd, POLLIN, 0};
                    poll(&one, 1, 0);
                    printf("  poll %x\n", one.revents);
                    hear(fd, 0);
                    hear(fd, MSG_ERRQUEUE);
                }
            /* Two are one. */
            transmit(fd, 1453, 1);
            transmit(fd, 3000, 1);
            hear(fd, MSG_PEEK);
            hear(fd, 0);
            hear(fd, 0);
            struct { struct sockaddr_in6 address; unsigned mtu; } path;
            socklen_t size = sizeof path;
            SHOW(getsockopt(fd, IPPROTO_IPV6, IPV6_PATHMTU, &path, &size));
            connect(fd, (struct sockaddr *)&to, sizeof to);
            memset(&path, 0x55, sizeof path);
            size = sizeof path;
            SHOW(getsockopt(fd, IPPROTO_IPV6, IPV6_PATHMTU, &path, &size));
            printf("%u bytes: family %d, port %d, scope %u, mtu %u\n", size, path.address.sin6_family, ntohs(path.address.sin6_port), path.address.sin6_scope_id, path.mtu);
            size = 20;
            SHOW(getsockopt(fd, IPPROTO_IPV6, IPV6_PATHMTU, &path, &size));
            printf("%u\n", size);
            close(fd);
        }
}

static void probe(void) {
    all("fd00::a00:9");
    all("::1");
}
