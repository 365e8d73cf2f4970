// Control messages over TCP and UDP, where most mean nothing: which are taken, and which refused.
static long along(int fd, int level, int type, const void *data, size_t length) {
    union { char bytes[128]; struct cmsghdr head; } room = {0};
    struct iovec piece = {"m", 1};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = room.bytes};
    message.msg_controllen = CMSG_SPACE(length);
    room.head.cmsg_level = level;
    room.head.cmsg_type = type;
    room.head.cmsg_len = CMSG_LEN(length);
    memcpy(CMSG_DATA(&room.head), data, length);
    return sendmsg(fd, &message, 0);
}

static void each(int fd) {
    static const int values[] = {-1, 0, 1, 255, 256};
    static const int types[] = {IP_TOS, IP_TTL, IP_OPTIONS, IP_RECVTTL, 99};
    char info[12] = {0};
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < 5; k++) {
            printf("type %d value %d ", types[i], values[k]);
            SHOW(along(fd, IPPROTO_IP, types[i], &values[k], 4));
        }
        SHOW(along(fd, IPPROTO_IP, types[i], &values[2], 1));
    }
    SHOW(along(fd, IPPROTO_IP, IP_PKTINFO, info, 12));
    SHOW(along(fd, IPPROTO_IP, IP_PKTINFO, info, 4));
    SHOW(along(fd, SOL_SOCKET, SCM_RIGHTS, &values[1], 4));
    SHOW(along(fd, SOL_SOCKET, SCM_CREDENTIALS, info, 12));
    SHOW(along(fd, SOL_SOCKET, 99, &values[1], 4));
    SHOW(along(fd, 77, 99, &values[1], 4));
}

/* Which numbers of the level of sockets are taken in which lengths; each is also an option that may be on. */
static void of_sockets(int fd, const char *when) {
    long long zero[2] = {0};
    for (int type = 0; type < 90; type++) {
        printf("%s, type %d:", when, type);
        for (int length = 2; length <= 16; length *= 2) {
            long sent = along(fd, SOL_SOCKET, type, zero, length);
            printf(" %s", sent == 1 ? "sent" : strerror(errno));
        }
        printf("\n");
    }
}

/* The moment at which to leave, and the number of a moment of leaving, mean something where they have been asked for. */
static void asked_for(int fd) {
    int clocks[] = {-1, 0, 1, 2, 4, 7, 11, 12}, number = 1 << 7 | 1 << 4 | 1 << 1;
    of_sockets(fd, "before");
    for (int i = 0; i < 8; i++) {
        int txtime[2] = {clocks[i], 0};
        printf("clock %d ", clocks[i]);
        SHOW(setsockopt(fd, SOL_SOCKET, 61, txtime, sizeof txtime));
    }
    SHOW(setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &number, sizeof number));
    of_sockets(fd, "after");
}

static void probe(void) {
    int server = listener(0, 5), c = client(0), to = socket(AF_INET, SOCK_DGRAM, 0), fd = socket(AF_INET, SOCK_DGRAM, 0);
    each(c);
    bind_to(to, 5);
    connect_to(fd, 5);
    each(fd);
    asked_for(c);
    asked_for(fd);
}
