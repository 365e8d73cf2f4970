// What socket(2), bind(2), listen(2) and the options answer to arguments that make no sense.
static void probe(void) {
    struct sockaddr_in address = at(0);
    struct sockaddr *name = (struct sockaddr *)&address;
    SHOW(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
    SHOW(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    SHOW(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
    SHOW(socket(AF_INET, SOCK_STREAM, 999));
    SHOW(socket(AF_INET, SOCK_STREAM, 255));
    SHOW(socket(AF_INET, SOCK_SEQPACKET, 0));
    SHOW(socket(AF_INET, SOCK_RAW, 0));
    SHOW(socket(AF_INET, 99, 0));
    SHOW(socket(9999, SOCK_STREAM, 0));
    SHOW(socket(-1, SOCK_STREAM, 0));

    int fd = tcp();
    SHOW(bind(fd, name, 8));
    SHOW(bind(fd, name, 0));
    SHOW(bind(fd, name, -1));
    SHOW(bind(fd, name, 500));
    SHOW(bind(fd, NULL, sizeof address));
    SHOW(bind(fd, (struct sockaddr *)16, sizeof address));
    SHOW(bind(0, name, sizeof address));
    SHOW(bind(999, name, sizeof address));
    address.sin_family = AF_INET6;
    SHOW(bind(fd, name, sizeof address));
    address = at(0);
    address.sin_addr.s_addr = htonl(0x08080808);
    SHOW(bind(fd, name, sizeof address));
    SHOW(bind_to(fd, 0));
    SHOW(bind_to(fd, 1));
    int other = tcp();
    SHOW(bind_to(other, 0));
    address = at(0);
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    SHOW(bind(other, name, sizeof address));
    address.sin_addr.s_addr = htonl(0x7f000002);
    SHOW(bind(other, name, sizeof address));

    SHOW(listen(999, 1));
    SHOW(listen(0, 1));
    SHOW(listen(socket(AF_INET, SOCK_DGRAM, 0), 1));
    SHOW(listen(fd, 1));
    SHOW(listen(fd, 7));
    SHOW(listen(fd, -1));
    SHOW(bind_to(fd, 2));
    SHOW(connect_to(fd, 0));

    int a = tcp(), b = tcp(), c = tcp();
    SHOW(option(a, SOL_SOCKET, SO_REUSEADDR, 1));
    SHOW(option(b, SOL_SOCKET, SO_REUSEADDR, 1));
    SHOW(bind_to(a, 3));
    SHOW(bind_to(b, 3));
    SHOW(listen(a, 1));
    SHOW(listen(b, 1));
    SHOW(bind_to(c, 3));

    int value = 0;
    socklen_t length = sizeof value;
    SHOW(getsockopt(a, SOL_SOCKET, SO_ACCEPTCONN, &value, &length));
    SHOW(value);
    SHOW(getsockopt(a, SOL_SOCKET, SO_TYPE, &value, &length));
    SHOW(value);
    SHOW(getsockopt(a, SOL_SOCKET, 9999, &value, &length));
    SHOW(getsockopt(a, 9999, 1, &value, &length));
    SHOW(getsockopt(0, SOL_SOCKET, SO_TYPE, &value, &length));
    SHOW(setsockopt(a, SOL_SOCKET, SO_REUSEADDR, &value, 1));
    SHOW(setsockopt(a, SOL_SOCKET, SO_REUSEADDR, NULL, 4));
    SHOW(setsockopt(999, SOL_SOCKET, SO_REUSEADDR, &value, 4));

    length = sizeof address;
    SHOW(getsockname(tcp(), name, &length));
    SHOW(ntohs(address.sin_port));
    SHOW(getpeername(a, name, &length));
    SHOW(getsockname(0, name, &length));
}
