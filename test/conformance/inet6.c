// IPv6: dual-stack listeners, mapped addresses, IPV6_V6ONLY, conflicts, UDP, misuse.
static char bytes[100];

static struct sockaddr_in6 at6(const char *text, int offset) {
    struct sockaddr_in6 address;
    memset(&address, 0, sizeof address);
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(base_port + offset);
    inet_pton(AF_INET6, text, &address.sin6_addr);
    return address;
}

static void name(int fd, int peer) {
    struct sockaddr_storage room;
    char text[64];
    socklen_t length = sizeof room;
    memset(&room, 0, sizeof room);
    int result = peer ? getpeername(fd, (struct sockaddr *)&room, &length)
                      : getsockname(fd, (struct sockaddr *)&room, &length);
    if (result < 0) {
        printf("%s\n", errno_text(errno));
        return;
    }
    struct sockaddr_in *a = (struct sockaddr_in *)&room;
    struct sockaddr_in6 *b = (struct sockaddr_in6 *)&room;
    if (room.ss_family == AF_INET) inet_ntop(AF_INET, &a->sin_addr, text, sizeof text);
    else inet_ntop(AF_INET6, &b->sin6_addr, text, sizeof text);
    printf("%d bytes, family %d, %s, port %s\n", length, room.ss_family, text,
           a->sin_port ? "set" : "0");
}

#define TO(address) (struct sockaddr *)&address, sizeof address

static void dual(void) {
    struct sockaddr_in6 any = at6("::", 0), loop = at6("::1", 0), mapped = at6("::ffff:127.0.0.1", 0);
    struct sockaddr_in plain = at(0);
    int server = socket(AF_INET6, SOCK_STREAM, 0), value = -1;
    socklen_t length = sizeof value;
    name(server, 0);
    SHOW(option(server, SOL_SOCKET, SO_REUSEADDR, 1));
    SHOW(bind(server, TO(any)));
    name(server, 0);
    SHOW(listen(server, 5));
    int other = tcp();
    SHOW(bind(other, TO(plain)));
    int c4 = tcp(), c6 = socket(AF_INET6, SOCK_STREAM, 0), cm = socket(AF_INET6, SOCK_STREAM, 0);
    SHOW(connect(c4, TO(plain)));
    int a = accept(server, NULL, NULL);
    name(a, 0), name(a, 1), name(c4, 1);
    SHOW(connect(c6, TO(loop)));
    int b = accept(server, NULL, NULL);
    name(b, 0), name(b, 1), name(c6, 0), name(c6, 1);
    SHOW(connect(cm, TO(mapped)));
    int c = accept(server, NULL, NULL);
    name(c, 0), name(c, 1), name(cm, 0), name(cm, 1);
    SHOW(write(c6, "over six", 8));
    SHOW(read(b, bytes, sizeof bytes));
    SHOW(getsockopt(c6, IPPROTO_TCP, TCP_MAXSEG, &value, &length));
    SHOW(getsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &value, &length));
    SHOW(value);
    SHOW(getsockopt(c6, SOL_SOCKET, SO_DOMAIN, &value, &length));
    SHOW(value);
    SHOW(option(server, IPPROTO_IPV6, IPV6_V6ONLY, 1));
    SHOW(getsockopt(other, IPPROTO_IPV6, IPV6_V6ONLY, &value, &length));
    SHOW(option(other, IPPROTO_IPV6, IPV6_V6ONLY, 1));
    close(a), close(b), close(c), close(c4), close(c6), close(cm), close(server), close(other);
}

static void apart(void) {
    struct sockaddr_in6 any = at6("::", 1), mapped = at6("::ffff:127.0.0.1", 1);
    struct sockaddr_in plain = at(1);
    int six = socket(AF_INET6, SOCK_STREAM, 0), four = tcp();
    SHOW(option(six, IPPROTO_IPV6, IPV6_V6ONLY, 1));
    SHOW(bind(six, TO(any)));
    SHOW(listen(six, 1));
    int c = tcp();
    SHOW(connect(c, TO(plain)));
    close(c);
    SHOW(bind(four, TO(plain)));
    SHOW(listen(four, 1));
    c = tcp();
    SHOW(connect(c, TO(plain)));
    int strict = socket(AF_INET6, SOCK_STREAM, 0);
    SHOW(option(strict, IPPROTO_IPV6, IPV6_V6ONLY, 1));
    SHOW(connect(strict, TO(mapped)));
    SHOW(bind(strict, TO(mapped)));
    close(c), close(six), close(four), close(strict);
    struct sockaddr_in6 m = at6("::ffff:127.0.0.1", 2), loop = at6("::1", 2), far = at6("2001:db8::1", 2);
    struct sockaddr_in p = at(2);
    int one = socket(AF_INET6, SOCK_STREAM, 0), two = socket(AF_INET6, SOCK_STREAM, 0), three = tcp();
    SHOW(bind(one, TO(m)));
    SHOW(bind(two, TO(loop)));
    SHOW(bind(three, TO(p)));
    name(one, 0);
    close(two);
    two = socket(AF_INET6, SOCK_STREAM, 0);
    SHOW(bind(two, TO(far)));
    SHOW(bind(two, TO(p)));
    SHOW(connect(two, TO(p)));
    SHOW(connect(two, (struct sockaddr *)&loop, 23));
    SHOW(connect(two, TO(loop)));
    close(one), close(two), close(three);
}

static void datagrams(void) {
    struct sockaddr_in6 any = at6("::", 3), loop = at6("::1", 3), from;
    struct sockaddr_in plain = at(3);
    socklen_t length = sizeof from;
    char text[64];
    int six = socket(AF_INET6, SOCK_DGRAM, 0), four = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(bind(six, TO(any)));
    SHOW(bind(four, TO(plain)));
    SHOW(sendto(four, "hi", 2, 0, TO(plain)));
    SHOW(recvfrom(six, bytes, 10, 0, (struct sockaddr *)&from, &length));
    printf("%d %s\n", length, inet_ntop(AF_INET6, &from.sin6_addr, text, sizeof text));
    SHOW(sendto(six, "back", 4, 0, TO(from)));
    SHOW(recv(four, bytes, 10, 0));
    SHOW(sendto(six, "me", 2, 0, TO(loop)));
    SHOW(recvfrom(six, bytes, 10, 0, (struct sockaddr *)&from, &length));
    printf("%d %s\n", length, inet_ntop(AF_INET6, &from.sin6_addr, text, sizeof text));
    SHOW(sendto(four, "x", 1, 0, TO(loop)));
    SHOW(sendto(six, "x", 1, 0, TO(plain)));
    name(six, 0);
    name(four, 0);
    loop = at6("::1", 4);
    SHOW(connect(six, TO(loop)));
    name(six, 1);
    SHOW(send(six, "x", 1, 0));
    pause_ms(2);
    SHOW(recv(six, bytes, 1, MSG_DONTWAIT));
    SHOW(recv(six, bytes, 1, MSG_DONTWAIT));
    SHOW(recv(six, bytes, 1, MSG_DONTWAIT));
    close(six), close(four);
}

/* Addresses of a link that nobody names, of groups, and of IPv4 behind a socket that is bound to one. */
static void narrow(void) {
    struct sockaddr_in6 link = at6("fe80::1", 6), group = at6("ff02::1", 6), mapped = at6("::ffff:127.0.0.1", 6);
    struct sockaddr_in6 loop = at6("::1", 6), any = at6("::", 7);
    int six = socket(AF_INET6, SOCK_STREAM, 0), u = socket(AF_INET6, SOCK_DGRAM, 0), l = listener(7, 1);
    SHOW(connect(six, TO(link)));
    SHOW(bind(six, TO(link)));
    SHOW(bind(six, TO(group)));
    SHOW(connect(u, TO(link)));
    SHOW(bind(u, TO(link)));
    SHOW(bind(six, TO(mapped)));
    SHOW(connect(six, TO(loop)));
    SHOW(connect(six, TO(any)));
    name(six, 1);
    close(six), close(u), close(l);
}

static void probe(void) {
    narrow();
    dual();
    apart();
    datagrams();
    struct sockaddr_in6 nobody = at6("::1", 5);
    int c = socket(AF_INET6, SOCK_STREAM, 0);
    SHOW(connect(c, TO(nobody)));
    SHOW(socket(AF_INET6, SOCK_STREAM, IPPROTO_UDP));
    SHOW(socket(AF_INET6, SOCK_DGRAM, IPPROTO_TCP));
    SHOW(socket(AF_INET6, SOCK_SEQPACKET, 0));
}
