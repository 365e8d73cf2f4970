// What a connection has of its listener, and what TCP_INFO says of it from before the SYN to after the end.
struct named { const char *name; int level, option, value; };

#define OF(level, option, value) {#option, level, option, value}
static const struct named OPTIONS[] = {
    OF(SOL_SOCKET, SO_KEEPALIVE, 1), OF(SOL_SOCKET, SO_REUSEADDR, 1), OF(SOL_SOCKET, SO_REUSEPORT, 1),
    OF(SOL_SOCKET, SO_OOBINLINE, 1), OF(SOL_SOCKET, SO_BROADCAST, 1), OF(SOL_SOCKET, SO_RCVLOWAT, 7),
    OF(SOL_SOCKET, SO_PRIORITY, 3), OF(SOL_SOCKET, SO_MARK, 9), OF(SOL_SOCKET, SO_TIMESTAMP, 1),
    OF(SOL_SOCKET, SO_ZEROCOPY, 1), OF(SOL_SOCKET, SO_RCVBUF, 20000), OF(SOL_SOCKET, SO_SNDBUF, 30000),
    OF(IPPROTO_TCP, TCP_NODELAY, 1), OF(IPPROTO_TCP, TCP_CORK, 1), OF(IPPROTO_TCP, TCP_MAXSEG, 600),
    OF(IPPROTO_TCP, TCP_KEEPIDLE, 11), OF(IPPROTO_TCP, TCP_KEEPINTVL, 12), OF(IPPROTO_TCP, TCP_KEEPCNT, 13),
    OF(IPPROTO_TCP, TCP_SYNCNT, 3), OF(IPPROTO_TCP, TCP_LINGER2, 5), OF(IPPROTO_TCP, TCP_WINDOW_CLAMP, 9000),
    OF(IPPROTO_TCP, TCP_QUICKACK, 0), OF(IPPROTO_TCP, TCP_USER_TIMEOUT, 4000),
    OF(IPPROTO_TCP, TCP_NOTSENT_LOWAT, 777), OF(IPPROTO_IP, IP_TOS, 16), OF(IPPROTO_IP, IP_TTL, 33),
    OF(IPPROTO_IP, IP_MTU_DISCOVER, 2), OF(IPPROTO_IP, IP_RECVERR, 1), OF(IPPROTO_IP, IP_FREEBIND, 1),
};
#define COUNT (int)(sizeof OPTIONS / sizeof *OPTIONS)

static void read_all(const char *what, int fd) {
    struct linger linger = {-1, -1};
    struct timeval limit = {-1, -1};
    char name[16] = "";
    socklen_t length = sizeof linger;
    for (int i = 0; i < COUNT; i++) {
        int value = -77;
        socklen_t size = sizeof value;
        getsockopt(fd, OPTIONS[i].level, OPTIONS[i].option, &value, &size);
        printf("%s %s %d\n", what, OPTIONS[i].name, value);
    }
    getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &length);
    printf("%s linger %d %d\n", what, linger.l_onoff, linger.l_linger);
    length = sizeof limit;
    getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, &length);
    printf("%s waits %d\n", what, (int)limit.tv_sec);
    length = sizeof name;
    getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &length);
    printf("%s congestion %s\n", what, name);
    SHOW(fcntl(fd, F_GETFL));
    SHOW(fcntl(fd, F_GETFD));
}

static void inheritance(void) {
    struct linger linger = {1, 4};
    struct timeval limit = {3, 0};
    int server = tcp();
    for (int i = 0; i < COUNT; i++) option(server, OPTIONS[i].level, OPTIONS[i].option, OPTIONS[i].value);
    setsockopt(server, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(server, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
    fcntl(server, F_SETFD, FD_CLOEXEC);
    nonblocking(server);
    bind_to(server, 0);
    listen(server, 5);
    read_all("listener", server);
    int c = client(0), s = accept(server, NULL, NULL);
    read_all("accepted", s);
    close(c);
}

static void info(const char *what, int fd) {
    struct tcp_info i;
    socklen_t length = sizeof i;
    memset(&i, 0, sizeof i);
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &i, &length);
    printf("%s: state %d, options %x, scales %d %d, mss %d, advertised %d, path %d, out %d, sacked %d\n",
           what, i.tcpi_state, i.tcpi_options, i.tcpi_snd_wscale, i.tcpi_rcv_wscale, i.tcpi_snd_mss, i.tcpi_advmss,
           i.tcpi_pmtu, i.tcpi_unacked, i.tcpi_sacked);
    fflush(stdout);
}

static void moments(void) {
    int server = listener(1, 5), fd = tcp();
    info("fresh", fd);
    info("a listener", server);
    connect_to(fd, 1);
    info("client", fd);
    int s = accept(server, NULL, NULL);
    info("server", s);
    shutdown(fd, SHUT_WR);
    // Longer than an ACK is delayed.
    pause_ms(100);
    info("half closed", fd);
    info("its peer", s);
    close(s);
    pause_ms(100);
    info("over", fd);
    fd = tcp();
    connect_to(fd, 77);
    info("refused", fd);
    listener(2, 0), client(2);
    fd = tcp();
    nonblocking(fd);
    connect_to(fd, 2);
    info("asking", fd);
}

/* The limit of an accept queue may change while clients wait in it. */
static void again(void) {
    int server = listener(3, 0), fds[4];
    for (int i = 0; i < 3; i++) {
        fds[i] = tcp();
        nonblocking(fds[i]);
        SHOW(connect_to(fds[i], 3));
    }
    info("one waits", server);
    SHOW(listen(server, 3));
    info("four may", server);
    fds[3] = tcp();
    nonblocking(fds[3]);
    SHOW(connect_to(fds[3], 3));
    pause_ms(5);
    show_poll("the fourth", fds[3]);
    SHOW(listen(server, 0));
    info("one may, two do", server);
    SHOW(listen(server, -5));
    info("many may", server);
}

static void probe(void) {
    inheritance();
    moments();
    again();
}
