// Every option number of every level that a socket may have, read with each length and set with each: what is known is answered.
static const int LEVELS[] = {SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6};

static const char *brief(int failed) {
    static char other[16];
    if (!failed) return "0";
    switch (errno) {
    case EINVAL: return "I";
    case ENOPROTOOPT: return "-";
    case EOPNOTSUPP: return "N";
    case EPERM: return "P";
    case EFAULT: return "F";
    case ENOTCONN: return "C";
    default: sprintf(other, "e%d", errno); return other;
    }
}

/* Of a connection the other end stays. */
static int accepted = -1;

static int make(int which) {
    static int waiting = -1;
    switch (which) {
    case 0: return socket(AF_INET, SOCK_STREAM, 0);
    case 1: return socket(AF_INET, SOCK_DGRAM, 0);
    case 2: return socket(AF_INET6, SOCK_STREAM, 0);
    case 3: return socket(AF_INET6, SOCK_DGRAM, 0);
    case 4: return socket(AF_UNIX, SOCK_STREAM, 0);
    case 5: return socket(AF_UNIX, SOCK_DGRAM, 0);
    }
    if (waiting < 0) waiting = listener(which, 1);
    if (accepted >= 0) close(accepted);
    int fd = client(which);
    accepted = accept(waiting, NULL, NULL);
    return fd;
}

/* What the ledger names: filters, repairs of connections, iptables, headers of extension, anycast, queues of devices. */
static int is_elsewhere(int level, int option) {
    static const int names[][2] = {
        {SOL_SOCKET, 26}, {SOL_SOCKET, 80}, {IPPROTO_TCP, 19}, {IPPROTO_TCP, 20}, {IPPROTO_TCP, 21}, {IPPROTO_TCP, 22}, {IPPROTO_TCP, 29},
        {IPPROTO_TCP, 35}, {IPPROTO_IP, 80}, {IPPROTO_IP, 83}, {IPPROTO_IPV6, 80}, {IPPROTO_IPV6, 1}, {IPPROTO_IPV6, 20}, {IPPROTO_IPV6, 21},
        {IPPROTO_IPV6, 27}, {IPPROTO_IPV6, 28}, {IPPROTO_IPV6, 50}, {IPPROTO_IPV6, 54}, {IPPROTO_IPV6, 55}, {IPPROTO_IPV6, 57}, {IPPROTO_IPV6, 59},
    };
    if (level == IPPROTO_IP || level == IPPROTO_IPV6)
        if ((option >= 64 && option <= 69 && !(level == IPPROTO_IPV6 && (option == 66 || option == 67))) || (option >= 96 && option <= 99)) return 1;
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i][0] == level && names[i][1] == option) return 1;
    return 0;
}

static int unknown(int failed) { return failed && (errno == ENOPROTOOPT || errno == EOPNOTSUPP); }

/* An option that neither can be read nor set with a common length is asked for no more. */
static int is_known(int fd, int level, int option) {
    static const int sizes[] = {4, 16};
    for (int i = 0; i < 2; i++) {
        int value[64] = {1};
        socklen_t size = sizes[i];
        if (!unknown(getsockopt(fd, level, option, value, &size) < 0)) return 1;
        if (!unknown(setsockopt(fd, level, option, value, sizes[i]) < 0)) return 1;
    }
    return 0;
}

/* What is the run's own. */
static int is_own(int level, int option) {
    if (level == IPPROTO_IP) return option == 52;
    if (level == IPPROTO_TCP) return option == 11 || option == 24 || option == 40;
    return level == SOL_SOCKET && (option == 17 || option == 49 || option == 55 || option == 57 || option == 71);
}

static void probe(void) {
    static const char *const kinds[] = {"tcp", "udp", "tcp6", "udp6", "unix stream", "unix dgram", "connected"};
    static const int sizes[] = {0, 1, 3, 4, 8, 12, 16, 20, 32};
    for (int kind = 0; kind < 7; kind++)
        for (int l = 0; l < 5; l++)
            for (int option = 0; option < 130; option++) {
                if (is_elsewhere(LEVELS[l], option)) continue;
                int fd = make(kind), known = is_known(fd, LEVELS[l], option);
                close(fd);
                if (!known) continue;
                fd = make(kind);
                printf("%s %d/%d: get", kinds[kind], LEVELS[l], option);
                for (int i = 0; i < 9; i++) {
                    unsigned char value[300];
                    memset(value, 0x77, sizeof value);
                    socklen_t size = sizes[i];
                    int failed = getsockopt(fd, LEVELS[l], option, value, &size) < 0;
                    printf(" %s", brief(failed));
                    if (!failed) printf(":%u", size);
                    if (!failed && i == 4 && !is_own(LEVELS[l], option))
                        for (unsigned k = 0; k < size; k++) printf("%s%02x", k ? "" : "=", value[k]);
                }
                printf(", set");
                for (int v = 0; v < 2; v++)
                    for (int i = 0; i < 9; i++) {
                        int value[80] = {v == 0 ? 1 : -1};
                        int failed = setsockopt(fd, LEVELS[l], option, value, sizes[i]) < 0;
                        printf("%s %s", i ? "" : ",", brief(failed));
                    }
                int value = -77;
                socklen_t size = sizeof value;
                int failed = getsockopt(fd, LEVELS[l], option, &value, &size) < 0;
                printf(", is %s", brief(failed));
                if (!failed && !is_own(LEVELS[l], option)) printf(" %d", value);
                printf("\n");
                close(fd);
            }
}
