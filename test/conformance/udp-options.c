// Options of datagram sockets: which are kept, which only read; and what a short buffer cuts off.
static int udp(void) { return socket(AF_INET, SOCK_DGRAM, 0); }

static void show_option(int fd, const char *text, int level, int name) {
    int value = -7;
    socklen_t length = sizeof value;
    int result = getsockopt(fd, level, name, &value, &length);
    show(text, result);
    if (result == 0) printf("  %d, %d bytes\n", value, (int)length);
}

#define OPTION(name) show_option(fd, #name, SOL_SOCKET, name)
#define SET(name, value) SHOW(option(fd, SOL_SOCKET, name, value))
#define KEPT(name, value) SET(name, value); OPTION(name)

static void probe(void) {
    int fd = udp();
    OPTION(SO_SNDBUF);
    OPTION(SO_RCVBUF);
    KEPT(SO_SNDBUF, 8192);
    KEPT(SO_SNDBUF, 1);
    KEPT(SO_SNDBUF, 100000000);
    KEPT(SO_SNDBUF, -1);
    KEPT(SO_RCVBUF, 8192);
    KEPT(SO_RCVBUF, 1);
    KEPT(SO_RCVBUF, 100000000);
    OPTION(SO_REUSEADDR);
    KEPT(SO_REUSEADDR, 5);
    KEPT(SO_REUSEADDR, 0);
    KEPT(SO_REUSEPORT, 1);
    KEPT(SO_BROADCAST, 1);
    KEPT(SO_KEEPALIVE, 1);
    KEPT(SO_DONTROUTE, 1);
    KEPT(SO_OOBINLINE, 1);
    KEPT(SO_PRIORITY, 3);
    OPTION(SO_RCVLOWAT);
    KEPT(SO_RCVLOWAT, 10);
    KEPT(SO_RCVLOWAT, 0);
    OPTION(SO_TYPE);
    OPTION(SO_DOMAIN);
    OPTION(SO_PROTOCOL);
    OPTION(SO_ACCEPTCONN);
    OPTION(SO_ERROR);
    SET(SO_TYPE, 1);
    SET(SO_DOMAIN, 1);
    SET(SO_PROTOCOL, 1);
    SET(SO_ACCEPTCONN, 1);
    SET(SO_ERROR, 1);
    SET(SO_SNDLOWAT, 1);
    SET(9999, 1);
    OPTION(9999);
    struct linger linger = {1, 7};
    socklen_t length = sizeof linger;
    SHOW(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    SHOW(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, 4));
    memset(&linger, 0, sizeof linger);
    SHOW(getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &length));
    SHOW(linger.l_onoff * 100 + linger.l_linger);
    SHOW(option(fd, IPPROTO_TCP, TCP_NODELAY, 1));
    show_option(fd, "TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY);
    fd = tcp();
    SET(SO_TYPE, 1);
    SET(SO_DOMAIN, 1);
    SET(SO_PROTOCOL, 1);
    SET(SO_ACCEPTCONN, 1);
    SET(SO_ERROR, 1);

    // Two may share an address if both say so before bind(2).
    int a = udp(), b = udp(), c = udp();
    SHOW(option(a, SOL_SOCKET, SO_REUSEADDR, 1));
    SHOW(option(b, SOL_SOCKET, SO_REUSEADDR, 1));
    SHOW(bind_to(a, 0));
    SHOW(bind_to(b, 0));
    SHOW(bind_to(c, 0));
    close(b);

    // A datagram that does not fit is cut, and the rest is gone.
    char buffer[64];
    struct iovec piece = {buffer, 4};
    struct msghdr message;
    SHOW(connect_to(c, 0));
    SHOW(send(c, "abcdefgh", 8, 0));
    SHOW(send(c, "12345678", 8, 0));
    SHOW(send(c, "ABCDEFGH", 8, 0));
    SHOW(send(c, "xyz", 3, 0));
    SHOW(send(c, "uvwxyz", 6, 0));
    memset(&message, 0, sizeof message);
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    SHOW(recvmsg(a, &message, 0));
    SHOW(message.msg_flags == MSG_TRUNC);
    SHOW(recvmsg(a, &message, MSG_TRUNC));
    SHOW(message.msg_flags == MSG_TRUNC);
    SHOW(recv(a, buffer, 4, MSG_PEEK | MSG_TRUNC));
    SHOW(recv(a, buffer, 4, MSG_TRUNC));
    SHOW(memcmp(buffer, "ABCD", 4));
    SHOW(recvmsg(a, &message, MSG_TRUNC));
    SHOW(message.msg_flags);
    SHOW(recv(a, buffer, 2, 0));
    SHOW(recv(a, buffer, 2, MSG_DONTWAIT));
}
