// What a stream tells beside its bytes: when the last of them came, and how many are left.
#ifndef SO_INQ
#define SO_INQ 84
#endif

/* When the first bytes were sent, and the second. */
static struct timespec begun, again;

static int is_before(long seconds, long ns, struct timespec at) { return seconds < at.tv_sec || (seconds == at.tv_sec && ns < at.tv_nsec); }

static void take(int fd, int length, int flags, int room) {
    char bytes[64] = "", control[512];
    struct iovec piece = {bytes, length};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = room};
    long n = recvmsg(fd, &message, flags | MSG_DONTWAIT);
    printf("%d bytes, flags %x: ", length, flags);
    show("recvmsg", n);
    if (n < 0) return;
    printf("  flags %x, control %zu\n", message.msg_flags, message.msg_controllen);
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        printf("  %d/%d, %zu:", h->cmsg_level, h->cmsg_type, h->cmsg_len);
        if (h->cmsg_level == SOL_SOCKET && h->cmsg_type != SO_INQ)
            for (size_t i = 0; i + 16 <= h->cmsg_len - CMSG_LEN(0); i += 16) {
                long when[2];
                memcpy(when, CMSG_DATA(h) + i, sizeof when);
                long ns = h->cmsg_type == 29 || h->cmsg_type == 63 ? when[1] * 1000 + 999 : when[1];
                printf(" %s", when[0] == 0 ? "never" : is_before(when[0], ns, begun) ? "long ago" : is_before(when[0], ns, again) ? "first" : "second");
            }
        else printf(" %d", *(int *)CMSG_DATA(h));
        printf("\n");
    }
}

static void kind(const char *what, int in, int out) {
    static const int options[][3] = {{SOL_SOCKET, 29, 1}, {SOL_SOCKET, 35, 1}, {SOL_SOCKET, 63, 1}, {SOL_SOCKET, 37, 0x18}, {SOL_SOCKET, 65, 0x18}, {SOL_SOCKET, 40, 1},
                                     {SOL_SOCKET, 75, 1}, {SOL_SOCKET, 82, 1}, {SOL_SOCKET, 84, 1}, {IPPROTO_TCP, 36, 1}, {IPPROTO_IP, IP_PKTINFO, 1}, {IPPROTO_IP, IP_RECVTTL, 1}};
    printf("\n%s\n", what);
    /* Nothing waits for an ACK. */
    option(out, IPPROTO_TCP, TCP_NODELAY, 1);
    for (unsigned i = 0; i < sizeof options / sizeof *options; i++) {
        printf("%d/%d: ", options[i][0], options[i][1]);
        SHOW(option(in, options[i][0], options[i][1], options[i][2]));
        clock_gettime(CLOCK_REALTIME, &begun);
        send(out, "abcdef", 6, 0);
        pause_ms(20);
        clock_gettime(CLOCK_REALTIME, &again);
        send(out, "ghijkl", 6, 0);
        pause_ms(20);
        take(in, 3, MSG_PEEK, 512);
        take(in, 3, 0, 512);
        take(in, 6, 0, 512);
        take(in, 20, 0, 512);
        option(in, options[i][0], options[i][1], 0);
    }
    option(in, SOL_SOCKET, 29, 1);
    option(in, SOL_SOCKET, 37, 0x18);
    option(in, IPPROTO_TCP, 36, 1);
    static const int rooms[] = {512, 130, 100, 60, 40, 20, 0};
    for (int i = 0; i < 7; i++) {
        send(out, "abcdef", 6, 0);
        pause_ms(5);
        take(in, 20, 0, rooms[i]);
    }
    close(out);
    pause_ms(20);
    take(in, 20, 0, 512);
    close(in);
}

static void probe(void) {
    /* The kernel begins to note moments a little after the first socket asks for them. */
    int asks = socket(AF_INET, SOCK_DGRAM, 0);
    option(asks, SOL_SOCKET, SO_TIMESTAMP, 1);
    pause_ms(200);
    int wait = listener(0, 1), out = client(0), in = accept(wait, NULL, NULL);
    kind("TCP", in, out);
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    for (int i = 0; i < 3; i++) {
        int pair[2];
        socketpair(AF_UNIX, types[i], 0, pair);
        kind(i == 0 ? "a stream of UNIX" : i == 1 ? "datagrams of UNIX" : "messages of UNIX", pair[0], pair[1]);
    }
}
