// connect(2): refused, in progress, already, connected; and calls before it.
static void probe(void) {
    char buffer[8];
    int server = listener(0, 5);
    int fd = tcp();
    show_poll("fresh", fd);
    SHOW(read(fd, buffer, 1));
    SHOW(write(fd, "x", 1));
    SHOW(send(fd, "x", 1, MSG_NOSIGNAL));
    SHOW(shutdown(fd, SHUT_WR));
    SHOW(connect_to(fd, 5));
    SHOW(connect_to(fd, 5));
    SHOW(connect_to(fd, 0));
    SHOW(connect_to(fd, 0));
    show_poll("connected", fd);

    struct sockaddr_in address = at(0);
    struct sockaddr *name = (struct sockaddr *)&address;
    SHOW(connect(tcp(), name, 8));
    SHOW(connect(tcp(), name, 0));
    SHOW(connect(tcp(), NULL, sizeof address));
    SHOW(connect(0, name, sizeof address));
    SHOW(connect(999, name, sizeof address));
    address.sin_family = 77;
    SHOW(connect(tcp(), name, sizeof address));
    address = at(0);
    address.sin_addr.s_addr = 0;
    SHOW(connect(tcp(), name, sizeof address));
    int bound = tcp();
    SHOW(bind_to(bound, 6));
    SHOW(connect_to(tcp(), 6));

    int quick = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    SHOW(connect_to(quick, 0));
    show_poll("under way", quick);
    printf("error: %s\n", pending_error(quick));
    SHOW(connect_to(quick, 0));
    SHOW(connect_to(quick, 0));

    int refused = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    SHOW(connect_to(refused, 5));
    show_poll("refused", refused);
    printf("error: %s\n", pending_error(refused));
    printf("error: %s\n", pending_error(refused));
    show_poll("error read", refused);
    SHOW(connect_to(refused, 0));

    int udp = socket(AF_INET, SOCK_DGRAM, 0), peer = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(write(udp, "x", 1));
    SHOW(bind_to(peer, 0));
    SHOW(connect_to(udp, 0));
    SHOW(write(udp, "datagram", 8));
    SHOW(write(udp, "another", 7));
    SHOW(read(peer, buffer, 4));
    SHOW(recv(peer, buffer, 8, MSG_DONTWAIT));
    SHOW(recv(peer, buffer, 8, MSG_DONTWAIT));
    close(server);
}
