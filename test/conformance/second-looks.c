// What a second look finds: a way's MTU, a connection that has been given up, descriptors that were only peeked at,
// and who is left of a ring of descriptors that held one another.
#include <stdint.h>

static int mtu_of(int fd, int level) {
    int mtu = -1;
    socklen_t length = sizeof mtu;
    int result = getsockopt(fd, level, level == IPPROTO_IP ? IP_MTU : IPV6_MTU, &mtu, &length);
    return result < 0 ? -errno : mtu;
}

static void show_mtu(const char *what, int fd) {
    printf("%s: %d %d\n", what, mtu_of(fd, IPPROTO_IP), mtu_of(fd, IPPROTO_IPV6));
}

static void ways(void) {
    for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
        struct sockaddr_in6 end = {.sin6_family = AF_INET6, .sin6_port = htons(base_port)};
        int on = 1, server = listener(0, 5), server6 = socket(AF_INET6, SOCK_STREAM, 0);
        setsockopt(server6, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
        bind(server6, (struct sockaddr *)&end, sizeof end);
        listen(server6, 5);
        int fd = socket(AF_INET, type, 0);
        show_mtu("new", fd);
        connect_to(fd, 0);
        show_mtu("IPv4", fd);
        close(fd);
        fd = socket(AF_INET6, type, 0);
        show_mtu("new", fd);
        end.sin6_addr = in6addr_loopback;
        SHOW(connect(fd, (struct sockaddr *)&end, sizeof end));
        show_mtu("IPv6", fd);
        close(fd);
        fd = socket(AF_INET6, type, 0);
        inet_pton(AF_INET6, "::ffff:127.0.0.1", &end.sin6_addr);
        SHOW(connect(fd, (struct sockaddr *)&end, sizeof end));
        show_mtu("IPv4 in IPv6", fd);
        close(fd);
        close(server);
        close(server6);
    }
}

static void show_info(const char *what, int fd) {
    uint8_t info[136] = {0};
    uint32_t receive_mss;
    uint64_t bytes[2];
    socklen_t length = sizeof info;
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &length);
    memcpy(&receive_mss, info + 20, sizeof receive_mss);
    memcpy(bytes, info + 120, sizeof bytes);
    printf("%s: state %d, options %x, scales %x, rcv_mss %u\n", what, info[0], info[5], info[6], receive_mss);
    printf("  acknowledged %d, received %d\n", (int)bytes[0], (int)bytes[1]);
}

static void given_up(void) {
    int server = listener(0, 5), fd = tcp();
    struct sockaddr nobody = {AF_UNSPEC};
    show_info("new", fd);
    for (int round = 0; round < 2; round++) {
        SHOW(connect_to(fd, 0));
        int peer = accept(server, NULL, NULL);
        show_info("connected", fd);
        SHOW(connect(fd, &nobody, sizeof nobody));
        pause_ms(5);
        show_info("given up", fd);
        close(peer);
    }
    close(server);
    pause_ms(5);
    SHOW(connect_to(fd, 0));
    show_info("refused", fd);
    close(fd);
}

static void send_files(int fd, const int *files, int count, const char *text) {
    char control[CMSG_SPACE(4 * sizeof(int))] = {0};
    struct iovec piece = {(void *)text, strlen(text)};
    struct msghdr head = {.msg_iov = &piece, .msg_iovlen = 1};
    if (count > 0) {
        head.msg_control = control;
        head.msg_controllen = CMSG_SPACE(sizeof(int) * count);
        struct cmsghdr *c = CMSG_FIRSTHDR(&head);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int) * count);
        memcpy(CMSG_DATA(c), files, sizeof(int) * count);
    }
    sendmsg(fd, &head, 0);
}

static void look(int fd, int room, int flags) {
    char text[100] = {0}, control[200];
    struct iovec piece = {text, room};
    struct msghdr head = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    int n = recvmsg(fd, &head, flags | MSG_DONTWAIT), files = 0;
    for (struct cmsghdr *c = n < 0 ? NULL : CMSG_FIRSTHDR(&head); c; c = CMSG_NXTHDR(&head, c)) {
        for (; CMSG_LEN(sizeof(int) * files) < c->cmsg_len; files++) close(((int *)CMSG_DATA(c))[files]);
    }
    printf("%s of %d: %d [%s], descriptors %d, flags %x\n", flags ? "peek" : "read", room, n, text, files, head.msg_flags);
}

static void peeks(void) {
    // Each word is a message, and the digit says how many descriptors come with it.
    static const char *const cases[] = {"1longer 2second", "1longer 0second", "0longer 2second", "0a 0b 1c 1d 0e", "0a 0b"};
    int some[2], pair[2];
    pipe(some);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int before = 0; before <= 2; before += 2) {
            char words[40], *rest = words;
            socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
            strcpy(words, cases[i]);
            for (char *word; (word = strsep(&rest, " "));) send_files(pair[0], some, *word - '0', word + 1);
            printf("%s\n", cases[i]);
            if (before) look(pair[1], before, 0);
            look(pair[1], 2, MSG_PEEK);
            look(pair[1], 6, MSG_PEEK);
            look(pair[1], 8, MSG_PEEK);
            look(pair[1], 99, MSG_PEEK);
            for (int k = 0; k < 3; k++) look(pair[1], 99, 0);
            close(pair[0]);
            close(pair[1]);
        }
    }
    close(some[0]);
    close(some[1]);
}

static void who_is_left(void) {
    int a[2], b[2];
    char byte;
    socketpair(AF_UNIX, SOCK_STREAM, 0, a);
    send_files(a[0], &a[1], 1, "x");
    close(a[1]);
    // Linux collects a little after a socket has been closed.
    close(socket(AF_UNIX, SOCK_STREAM, 0));
    pause_ms(100);
    show_poll("itself", a[0]);
    SHOW(recv(a[0], &byte, 1, MSG_DONTWAIT));
    SHOW(send(a[0], "x", 1, 0));
    close(a[0]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, a);
    socketpair(AF_UNIX, SOCK_STREAM, 0, b);
    send_files(a[0], &b[1], 1, "x");
    send_files(b[0], &a[1], 1, "x");
    close(a[1]);
    close(b[1]);
    close(socket(AF_UNIX, SOCK_STREAM, 0));
    pause_ms(100);
    show_poll("each other", a[0]);
    show_poll("each other", b[0]);
    printf("error %s\n", pending_error(a[0]));
    close(a[0]);
    close(b[0]);
    socketpair(AF_UNIX, SOCK_STREAM, 0, a);
    send(a[0], "x", 1, 0);
    close(a[1]);
    show_poll("closed with unread bytes", a[0]);
    close(a[0]);
}

static void probe(void) {
    ways();
    given_up();
    peeks();
    who_is_left();
}
