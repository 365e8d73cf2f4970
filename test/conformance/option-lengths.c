// Every option with lengths that do not fit, on sockets of every kind; and what is no socket.
#include <sys/un.h>

struct named { const char *name; int level, option; };

#define OF(level, option) {#option, level, option}
static const struct named OPTIONS[] = {
    OF(SOL_SOCKET, SO_REUSEADDR), OF(SOL_SOCKET, SO_REUSEPORT), OF(SOL_SOCKET, SO_ERROR),
    OF(SOL_SOCKET, SO_TYPE), OF(SOL_SOCKET, SO_ACCEPTCONN), OF(SOL_SOCKET, SO_RCVBUF),
    OF(SOL_SOCKET, SO_SNDBUF), OF(SOL_SOCKET, SO_RCVTIMEO), OF(SOL_SOCKET, SO_SNDTIMEO),
    OF(SOL_SOCKET, SO_LINGER), OF(SOL_SOCKET, SO_KEEPALIVE), OF(SOL_SOCKET, SO_RCVLOWAT),
    OF(SOL_SOCKET, SO_OOBINLINE), OF(SOL_SOCKET, SO_DOMAIN), OF(SOL_SOCKET, SO_PEERCRED),
    OF(IPPROTO_TCP, TCP_NODELAY), OF(IPPROTO_TCP, TCP_CORK), OF(IPPROTO_TCP, TCP_QUICKACK),
    OF(IPPROTO_TCP, TCP_MAXSEG), OF(IPPROTO_TCP, TCP_DEFER_ACCEPT), OF(IPPROTO_TCP, TCP_USER_TIMEOUT),
    OF(IPPROTO_TCP, TCP_KEEPIDLE), OF(IPPROTO_TCP, TCP_KEEPINTVL), OF(IPPROTO_TCP, TCP_KEEPCNT),
    OF(IPPROTO_TCP, TCP_SYNCNT), OF(IPPROTO_TCP, TCP_LINGER2), OF(IPPROTO_TCP, TCP_INFO),
    OF(IPPROTO_TCP, TCP_CONGESTION), OF(IPPROTO_IP, IP_TTL), OF(IPPROTO_IP, IP_TOS),
    OF(IPPROTO_IP, IP_RECVERR), OF(IPPROTO_IPV6, IPV6_V6ONLY), OF(77, 1),
};

static const char *answer(int result) { return result == 0 ? "0" : errno_text(errno); }

static void one(const char *kind, int fd, const struct named *of) {
    static const socklen_t LENGTHS[] = {0, 1, 2, 3, 4, 5, 8, 12, 16, 40, -1};
    // What may be set is written back as it was, where it fits.
    unsigned char value[512];
    printf("%s %s:", kind, of->name);
    for (unsigned i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++) {
        memset(value, 0, sizeof value);
        socklen_t length = LENGTHS[i];
        int result = getsockopt(fd, of->level, of->option, value, &length);
        printf(" %s", answer(result));
        if (result == 0) printf("/%d", (int)length);
    }
    printf(" |");
    for (unsigned i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++) {
        if (LENGTHS[i] == 4 || LENGTHS[i] == 5) continue;
        memset(value, 0, sizeof value);
        value[0] = 1;
        printf(" %s", answer(setsockopt(fd, of->level, of->option, value, LENGTHS[i])));
    }
    socklen_t length = 4;
    printf(" | %s", answer(getsockopt(fd, of->level, of->option, (void *)8, &length)));
    printf(" %s", answer(getsockopt(fd, of->level, of->option, value, (void *)8)));
    printf(" %s\n", answer(setsockopt(fd, of->level, of->option, (void *)8, 16)));
    fflush(stdout);
}

/* What nobody has set is read as nothing, and may be taken away. */
static void ip_options(int type) {
    char room[64];
    int fd = socket(AF_INET, type, 0);
    for (socklen_t n = 0; n <= sizeof room; n += 16) {
        socklen_t length = n;
        const char *got = answer(getsockopt(fd, IPPROTO_IP, IP_OPTIONS, room, &length));
        printf("IP_OPTIONS of %d: %s/%d\n", (int)n, got, (int)length);
    }
    printf("none: %s\n", answer(setsockopt(fd, IPPROTO_IP, IP_OPTIONS, NULL, 0)));
    close(fd);
}

static void probe(void) {
    ip_options(SOCK_STREAM);
    ip_options(SOCK_DGRAM);
    static const struct { const char *name; int family, type; } KINDS[] = {
        {"tcp", AF_INET, SOCK_STREAM}, {"udp", AF_INET, SOCK_DGRAM}, {"tcp6", AF_INET6, SOCK_STREAM},
        {"unix", AF_UNIX, SOCK_STREAM}, {"unix-dgram", AF_UNIX, SOCK_DGRAM},
    };
    for (unsigned k = 0; k < sizeof KINDS / sizeof *KINDS; k++)
        for (unsigned i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) {
            int fd = socket(KINDS[k].family, KINDS[k].type, 0);
            one(KINDS[k].name, fd, &OPTIONS[i]);
            close(fd);
        }
    int pipes[2];
    pipe(pipes);
    one("pipe", pipes[0], &OPTIONS[0]);
    one("nothing", 77, &OPTIONS[0]);
    one("negative", -1, &OPTIONS[15]);
}
