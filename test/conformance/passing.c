// Control messages: descriptors and credentials that go along with bytes over AF_UNIX.
static int pair[2];

static long pass(const char *text, int *fds, int count) {
    char room[CMSG_SPACE(4 * 4)];
    struct iovec piece = {(void *)text, strlen(text)};
    struct msghdr message = {0};
    memset(room, 0, sizeof room);
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (count > 0) {
        message.msg_control = room;
        message.msg_controllen = CMSG_SPACE(4 * count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(4 * count);
        memcpy(CMSG_DATA(header), fds, 4 * count);
    }
    return sendmsg(pair[0], &message, 0);
}

static void get(int size, int room, int flags) {
    char bytes[100], control[200];
    struct iovec piece = {bytes, size};
    struct msghdr message = {0};
    memset(control, 0, sizeof control);
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = room ? control : NULL;
    message.msg_controllen = room;
    long n = recvmsg(pair[1], &message, flags);
    show("recvmsg", n);
    if (n < 0) return;
    printf("  flags %x, control %zu\n", message.msg_flags, message.msg_controllen);
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        printf("  level %d, type %d, length %zu:", h->cmsg_level, h->cmsg_type, h->cmsg_len);
        if (h->cmsg_type == SCM_RIGHTS) {
            int fds[8], count = (h->cmsg_len - CMSG_LEN(0)) / 4;
            memcpy(fds, CMSG_DATA(h), 4 * count);
            for (int i = 0; i < count; i++) {
                printf(" %d (%d)", fds[i], fcntl(fds[i], F_GETFD));
                close(fds[i]);
            }
        } else {
            struct ucred creds;
            memcpy(&creds, CMSG_DATA(h), sizeof creds);
            printf(" %d %d", creds.pid == getpid(), creds.uid == getuid());
        }
        printf("\n");
    }
}

static void probe(void) {
    char bytes[64];
    int ends[2], bad = 77;
    SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    SHOW(pipe(ends));
    SHOW(pass("one", ends, 1));
    get(64, 200, 0);
    SHOW(pass("two", ends, 2));
    get(64, 200, MSG_CMSG_CLOEXEC);
    SHOW(pass("cut", ends, 2));
    get(64, CMSG_LEN(4), 0);
    SHOW(pass("lost", ends, 2));
    get(64, 0, 0);
    SHOW(pass("read", ends, 1));
    SHOW(read(pair[1], bytes, 64));
    SHOW(pass("bad", &bad, 1));
    SHOW(pass("plain", NULL, 0));
    SHOW(pass("with", ends, 1));
    SHOW(pass("after", NULL, 0));
    get(64, 200, 0);
    get(64, 200, MSG_DONTWAIT);
    get(64, 200, MSG_DONTWAIT);
    SHOW(pass("pieces", ends, 1));
    get(3, 200, 0);
    get(64, 200, 0);

    // The passed end lives on when the sender has closed its own.
    SHOW(pass("alive", ends + 1, 1));
    close(ends[1]);
    SHOW(write(ends[0], "x", 1));
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    SHOW(read(ends[0], bytes, 1));
    get(64, 200, 0);
    SHOW(read(ends[0], bytes, 1));

    SHOW(option(pair[1], SOL_SOCKET, SO_PASSCRED, 1));
    SHOW(pass("who", NULL, 0));
    get(64, 200, 0);
    SHOW(pass("both", ends, 1));
    get(64, 200, 0);

    // A socket that holds itself in its own queue goes when both of its ends do.
    SHOW(pass("self", pair + 1, 1));
    SHOW(close(pair[0]));
    SHOW(close(pair[1]));

    // At the end of a stream the credentials are nobody's; between datagrams there is no end.
    for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type += SOCK_SEQPACKET - SOCK_STREAM) {
        SHOW(socketpair(AF_UNIX, type, 0, pair));
        SHOW(option(pair[1], SOL_SOCKET, SO_PASSCRED, 1));
        SHOW(close(pair[0]));
        get(64, 200, 0);
        SHOW(close(pair[1]));
    }
}
