// Options of IP and IPv6 with values at their borders, on each kind of socket, and what IP_TOS makes of SO_PRIORITY.
struct named { const char *name; int level, option; };

#define OF(level, option) {#option, level, option}
static const struct named OPTIONS[] = {
    OF(IPPROTO_IP, IP_TOS), OF(IPPROTO_IP, IP_TTL), OF(IPPROTO_IP, IP_MTU_DISCOVER), OF(IPPROTO_IP, IP_RECVERR),
    OF(IPPROTO_IP, IP_FREEBIND), OF(IPPROTO_IP, IP_TRANSPARENT), OF(IPPROTO_IP, IP_MINTTL),
    OF(IPPROTO_IP, IP_MULTICAST_TTL), OF(IPPROTO_IP, IP_MULTICAST_LOOP),
    OF(IPPROTO_IPV6, IPV6_UNICAST_HOPS), OF(IPPROTO_IPV6, IPV6_MULTICAST_HOPS),
    OF(IPPROTO_IPV6, IPV6_MULTICAST_LOOP), OF(IPPROTO_IPV6, IPV6_MTU_DISCOVER), OF(IPPROTO_IPV6, IPV6_RECVERR),
    OF(IPPROTO_IPV6, IPV6_TCLASS), {"IPV6_DONTFRAG", IPPROTO_IPV6, 62}, {"IPV6_AUTOFLOWLABEL", IPPROTO_IPV6, 70},
    {"IPV6_TRANSPARENT", IPPROTO_IPV6, 75}, {"IPV6_FREEBIND", IPPROTO_IPV6, 78},
    OF(SOL_SOCKET, SO_PRIORITY), {"SO_BUSY_POLL", SOL_SOCKET, 46}, {"SO_BINDTOIFINDEX", SOL_SOCKET, 62},
    {"SO_BUF_LOCK", SOL_SOCKET, 72},
};
static const int VALUES[] = {-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 63, 64, 255, 256};

static int read_back(int fd, int level, int option) {
    int value = -77;
    socklen_t length = sizeof value;
    return getsockopt(fd, level, option, &value, &length) < 0 ? -errno : value;
}

static void kind(const char *what, int family, int type) {
    for (unsigned i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) {
        const struct named *o = &OPTIONS[i];
        int fd = socket(family, type, 0);
        printf("%s %s: %d", what, o->name, read_back(fd, o->level, o->option));
        for (unsigned k = 0; k < sizeof VALUES / sizeof *VALUES; k++) {
            int error = option(fd, o->level, o->option, VALUES[k]) < 0 ? errno : 0;
            printf(", %d %s %d", VALUES[k], error ? errno_text(error) : "is", read_back(fd, o->level, o->option));
        }
        printf(", priority %d\n", read_back(fd, SOL_SOCKET, SO_PRIORITY));
        fflush(stdout);
        close(fd);
    }
}

static void probe(void) {
    static const int services[] = {0, 1, 4, 8, 12, 16, 17, 24, 28, 32, 255, 0};
    kind("tcp", AF_INET, SOCK_STREAM);
    kind("udp", AF_INET, SOCK_DGRAM);
    kind("tcp6", AF_INET6, SOCK_STREAM);
    kind("udp6", AF_INET6, SOCK_DGRAM);
    int fd = socket(AF_INET, SOCK_DGRAM, 0), six = socket(AF_INET6, SOCK_STREAM, 0), local = socket(AF_UNIX, SOCK_STREAM, 0);
    for (int i = 0; i < 12; i++) {
        SHOW(option(fd, IPPROTO_IP, IP_TOS, services[i]));
        SHOW(read_back(fd, SOL_SOCKET, SO_PRIORITY));
    }
    // The same switch under two names.
    SHOW(option(six, IPPROTO_IP, IP_FREEBIND, 1));
    SHOW(read_back(six, IPPROTO_IPV6, 78));
    SHOW(option(local, SOL_SOCKET, SO_REUSEPORT, 0));
    SHOW(option(local, SOL_SOCKET, SO_REUSEPORT, 1));
    // V6ONLY may be set until there is a port, and again when it is given back.
    SHOW(option(six, IPPROTO_IPV6, IPV6_V6ONLY, 1));
    SHOW(connect_to(six, 77));
    struct sockaddr_in6 to = {AF_INET6, htons(base_port + 77)};
    to.sin6_addr = in6addr_loopback;
    SHOW(connect(six, (struct sockaddr *)&to, sizeof to));
    SHOW(option(six, IPPROTO_IPV6, IPV6_V6ONLY, 0));
}
