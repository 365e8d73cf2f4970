// What a receiver of datagrams hears beside them, for each option that asks for it, and for all of them.
#include <net/if.h>

union address { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; };

static union address peer;
static int in, out;

static void data(const struct cmsghdr *h) {
    const unsigned char *bytes = CMSG_DATA(h);
    size_t length = h->cmsg_len - CMSG_LEN(0);
    if (h->cmsg_level == SOL_SOCKET && h->cmsg_type != 40 && h->cmsg_type != SO_MARK && h->cmsg_type != SO_PRIORITY) {
        /* Moments are the run's own. */
        for (size_t i = 0; i + 16 <= length; i += 16) {
            long when;
            memcpy(&when, bytes + i, sizeof when);
            printf(" %s", when == 0 ? "never" : time(NULL) - when < 5 && when <= time(NULL) ? "now" : "once");
        }
        return;
    }
    for (size_t i = 0; i < length; i++) printf(" %02x", bytes[i]);
}

static void hear(int room) {
    char bytes[300], control[1024] = "";
    struct iovec piece = {bytes, sizeof bytes};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = room};
    long n = recvmsg(in, &message, MSG_DONTWAIT);
    if (n < 0) {
        printf("  %s\n", errno_text(errno));
        return;
    }
    printf("  %ld, flags %x, control %zu\n", n, message.msg_flags, message.msg_controllen);
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        printf("  %d/%d, %zu:", h->cmsg_level, h->cmsg_type, h->cmsg_len);
        data(h);
        printf("\n");
    }
}

static void transmit(size_t length) {
    static char bytes[300];
    show("sendto", sendto(out, bytes, length, 0, &peer.any, peer.any.sa_family == AF_INET ? sizeof peer.four : sizeof peer.six));
}

static const int OPTIONS[][3] = {
    {IPPROTO_IP, 6, 1}, {IPPROTO_IP, 7, 1}, {IPPROTO_IP, 8, 1}, {IPPROTO_IP, 12, 1}, {IPPROTO_IP, 13, 1}, {IPPROTO_IP, 20, 1},
    {IPPROTO_IP, 23, 1}, {IPPROTO_IP, 25, 1}, {IPPROTO_IPV6, 2, 1}, {IPPROTO_IPV6, 3, 1}, {IPPROTO_IPV6, 4, 1}, {IPPROTO_IPV6, 5, 1},
    {IPPROTO_IPV6, 8, 1}, {IPPROTO_IPV6, 49, 1}, {IPPROTO_IPV6, 51, 1}, {IPPROTO_IPV6, 53, 1}, {IPPROTO_IPV6, 56, 1},
    {IPPROTO_IPV6, 58, 1}, {IPPROTO_IPV6, 60, 1}, {IPPROTO_IPV6, 66, 1}, {IPPROTO_IPV6, 74, 1}, {IPPROTO_IPV6, 77, 1},
    {SOL_SOCKET, 29, 1}, {SOL_SOCKET, 35, 1}, {SOL_SOCKET, 63, 1}, {SOL_SOCKET, 64, 1}, {SOL_SOCKET, 37, 0x18}, {SOL_SOCKET, 37, 0x10008},
    {SOL_SOCKET, 65, 0x18}, {SOL_SOCKET, 40, 1}, {SOL_SOCKET, 75, 1}, {SOL_SOCKET, 82, 1}, {SOL_SOCKET, 41, 1}, {17, 104, 1},
};

static void kind(const char *what, int to, int from, int nth) {
    union address name = {0};
    printf("\n%s\n", what);
    in = socket(to, SOCK_DGRAM, 0);
    out = socket(from, SOCK_DGRAM, 0);
    name.any.sa_family = to;
    name.four.sin_port = htons(base_port + nth);
    SHOW(bind(in, &name.any, to == AF_INET ? sizeof name.four : sizeof name.six));
    peer = name;
    peer.any.sa_family = from;
    if (from == AF_INET) peer.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else peer.six.sin6_addr = in6addr_loopback;
    for (unsigned i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) {
        const int *o = OPTIONS[i];
        char text[80];
        sprintf(text, "%d/%d = %#x", o[0], o[1], o[2]);
        show(text, option(in, o[0], o[1], o[2]));
        transmit(i + 1);
        hear(1000);
        option(in, o[0], o[1], 0);
    }
    /* All, with less and less room. */
    for (unsigned i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++)
        if (OPTIONS[i][0] != SOL_SOCKET || OPTIONS[i][1] == 29 || OPTIONS[i][1] == 37 || OPTIONS[i][1] > 65)
            option(in, OPTIONS[i][0], OPTIONS[i][1], OPTIONS[i][2]);
    option(in, SOL_SOCKET, 40, 1);
    static const int rooms[] = {1000, 300, 200, 190, 150, 120, 100, 90, 80, 64, 48, 36, 20, 16, 8, 0};
    for (unsigned i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        transmit(3);
        hear(rooms[i]);
    }
    option(out, SOL_SOCKET, SO_PRIORITY, 5);
    option(out, SOL_SOCKET, SO_MARK, 77);
    transmit(4);
    hear(1000);
    /* What came in vain is told with the next that comes. */
    option(in, SOL_SOCKET, SO_RCVBUF, 0);
    for (int i = 0; i < 6; i++) transmit(200);
    for (int i = 0; i < 6; i++) hear(1000);
    transmit(200);
    hear(1000);
    transmit(200);
    hear(1000);
    close(in);
    close(out);
}

static void probe(void) {
    /* The kernel begins to note moments a little after the first socket asks for them. */
    int asks = socket(AF_INET, SOCK_DGRAM, 0);
    option(asks, SOL_SOCKET, SO_TIMESTAMP, 1);
    pause_ms(200);
    kind("IPv4", AF_INET, AF_INET, 0);
    kind("IPv6", AF_INET6, AF_INET6, 1);
    kind("IPv4 to IPv6", AF_INET6, AF_INET, 2);
}
