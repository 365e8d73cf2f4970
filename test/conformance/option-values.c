// Every option set to values at its borders and read back, before and after the connection.
struct named { const char *name; int level, option; };

#define OF(level, option) {#option, level, option}
static const struct named OPTIONS[] = {
    OF(SOL_SOCKET, SO_REUSEADDR), OF(SOL_SOCKET, SO_REUSEPORT), OF(SOL_SOCKET, SO_KEEPALIVE),
    OF(SOL_SOCKET, SO_RCVBUF), OF(SOL_SOCKET, SO_SNDBUF), OF(SOL_SOCKET, SO_RCVLOWAT),
    OF(SOL_SOCKET, SO_OOBINLINE), OF(SOL_SOCKET, SO_BROADCAST), OF(SOL_SOCKET, SO_DONTROUTE),
    OF(SOL_SOCKET, SO_PRIORITY), OF(SOL_SOCKET, SO_ZEROCOPY), OF(SOL_SOCKET, SO_TYPE),
    OF(SOL_SOCKET, SO_PROTOCOL), OF(SOL_SOCKET, SO_ACCEPTCONN),
    OF(IPPROTO_TCP, TCP_NODELAY), OF(IPPROTO_TCP, TCP_CORK), OF(IPPROTO_TCP, TCP_QUICKACK),
    OF(IPPROTO_TCP, TCP_MAXSEG), OF(IPPROTO_TCP, TCP_DEFER_ACCEPT), OF(IPPROTO_TCP, TCP_USER_TIMEOUT),
    OF(IPPROTO_TCP, TCP_KEEPIDLE), OF(IPPROTO_TCP, TCP_KEEPINTVL), OF(IPPROTO_TCP, TCP_KEEPCNT),
    OF(IPPROTO_TCP, TCP_SYNCNT), OF(IPPROTO_TCP, TCP_LINGER2), OF(IPPROTO_TCP, TCP_NOTSENT_LOWAT),
    OF(IPPROTO_TCP, TCP_WINDOW_CLAMP), OF(IPPROTO_IP, IP_TTL), OF(IPPROTO_IP, IP_TOS),
    OF(IPPROTO_IP, IP_RECVERR), OF(IPPROTO_IP, IP_MTU_DISCOVER),
};
enum { COUNT = sizeof OPTIONS / sizeof *OPTIONS };

static void one(const char *kind, int fd, const struct named *of) {
    static const int VALUES[] = {1, 0, -1, 2, 7, 60, 127, 128, 255, 256, 1000, 32767, 32768, 65536, 2147483647};
    printf("%s %s:", kind, of->name);
    for (int i = -1; i < (int)(sizeof VALUES / sizeof *VALUES); i++) {
        int got = -77, result = 0;
        socklen_t length = sizeof got;
        if (i >= 0) {
            result = option(fd, of->level, of->option, VALUES[i]);
            printf(" %d", VALUES[i]);
        } else printf(" at first");
        if (result < 0) printf(" %s", errno_text(errno));
        if (getsockopt(fd, of->level, of->option, &got, &length) < 0) printf(" (%s)", errno_text(errno));
        else printf(" => %d", got);
    }
    printf("\n");
    fflush(stdout);
}

static void timeouts(int fd) {
    static const struct timeval VALUES[] = {{1, 500000}, {0, 0}, {0, 1}, {0, 999}, {-1, 0}, {0, -1}, {5, 1000000}, {1000000000, 0}};
    for (unsigned i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
        struct timeval got;
        socklen_t length = sizeof got;
        SHOW(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &VALUES[i], sizeof *VALUES));
        getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &got, &length);
        printf("  %ld.%06ld\n", (long)got.tv_sec, (long)got.tv_usec);
    }
    static const struct linger LINGERS[] = {{1, 5}, {0, 9}, {5, 7}, {0, 3}, {1, 100000}, {-1, 3}};
    for (unsigned i = 0; i < sizeof LINGERS / sizeof *LINGERS; i++) {
        struct linger got;
        socklen_t length = sizeof got;
        SHOW(setsockopt(fd, SOL_SOCKET, SO_LINGER, &LINGERS[i], sizeof *LINGERS));
        getsockopt(fd, SOL_SOCKET, SO_LINGER, &got, &length);
        printf("  %d %d\n", got.l_onoff, got.l_linger);
    }
}

static void probe(void) {
    for (int i = 0; i < COUNT; i++) {
        int fd = tcp();
        one("fresh", fd, &OPTIONS[i]);
        close(fd);
    }
    for (int i = 0; i < COUNT; i++) {
        int fd = listener(i, 5);
        one("listening", fd, &OPTIONS[i]);
        int a = client(i);
        write(a, "x", 1);  // for TCP_DEFER_ACCEPT
        int b = accept(fd, NULL, NULL);
        if (OPTIONS[i].option != SO_SNDBUF || OPTIONS[i].level != SOL_SOCKET) one("connected", a, &OPTIONS[i]);
        if (OPTIONS[i].option != SO_SNDBUF || OPTIONS[i].level != SOL_SOCKET) one("accepted", b, &OPTIONS[i]);
        close(a), close(b), close(fd);
    }
    timeouts(tcp());
    timeouts(socket(AF_INET, SOCK_DGRAM, 0));
}
