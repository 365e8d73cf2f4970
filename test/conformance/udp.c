// UDP: queues, ICMP errors, peers that are set and unset, broadcast, misuse.
static char big[70000];

static void name(int fd, int peer) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    int result = peer ? getpeername(fd, (struct sockaddr *)&address, &length)
                      : getsockname(fd, (struct sockaddr *)&address, &length);
    if (result < 0) printf("%s\n", errno_text(errno));
    else printf("%d bytes, %s, port %s\n", length, inet_ntoa(address.sin_addr),
                address.sin_port ? "set" : "0");
}

static void fill(int size) {
    int r = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(r, 0);
    connect_to(c, 0);
    for (int i = 0; i < 400; i++) send(c, big, size, 0);
    long kept = 0;
    while (recv(r, big, sizeof big, MSG_DONTWAIT) >= 0) kept++;
    printf("%ld datagrams of %d bytes were kept\n", kept, size);
    close(r);
    close(c);
}

static void probe(void) {
    fill(0), fill(1), fill(100), fill(1000), fill(10000), fill(30000);
    struct sockaddr_in a = at(1), zero = at(0), from;
    struct sockaddr none = {0};
    socklen_t length = sizeof from;
    zero.sin_port = 0;
    int c = socket(AF_INET, SOCK_DGRAM, 0);
    name(c, 0);
    SHOW(connect_to(c, 1));
    name(c, 0);
    name(c, 1);
    SHOW(send(c, "x", 1, 0));
    pause_ms(2);
    show_poll("refused", c);
    SHOW(send(c, "x", 1, 0));
    SHOW(send(c, "x", 1, 0));
    pause_ms(2);
    SHOW(recv(c, big, 1, 0));
    SHOW(recv(c, big, 1, MSG_DONTWAIT));
    SHOW(send(c, "x", 1, 0));
    pause_ms(2);
    SHOW(strcmp(pending_error(c), "ECONNREFUSED"));
    SHOW(strcmp(pending_error(c), "none"));
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&zero, 16));
    SHOW(connect(c, &none, sizeof none));
    name(c, 0);
    name(c, 1);
    SHOW(send(c, "x", 1, 0));
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&a, 16));
    pause_ms(2);
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&a, 16));
    SHOW(recv(c, big, 1, MSG_DONTWAIT));

    a.sin_addr.s_addr = INADDR_BROADCAST;
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&a, 16));
    SHOW(connect(c, (struct sockaddr *)&a, 16));
    SHOW(option(c, SOL_SOCKET, SO_BROADCAST, 1));
    SHOW(connect(c, (struct sockaddr *)&a, 16));
    SHOW(option(c, SOL_SOCKET, SO_BROADCAST, 0));
    SHOW(sendto(c, big, 65508, 0, (struct sockaddr *)&a, 16));
    a = at(1);
    SHOW(sendto(c, big, 65508, 0, (struct sockaddr *)&a, 16));
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&a, 8));
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&a, 200));
    a.sin_family = AF_INET6;
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&a, 16));
    a.sin_family = AF_UNSPEC;
    SHOW(sendto(c, "x", 1, 0, (struct sockaddr *)&a, 16));
    SHOW(listen(c, 1));
    SHOW(accept(c, NULL, NULL));
    close(c);

    c = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(shutdown(c, SHUT_WR));
    close(c);
    c = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(connect_to(c, 1));
    SHOW(shutdown(c, SHUT_WR));
    SHOW(send(c, "x", 1, 0));
    SHOW(shutdown(c, SHUT_RD));
    SHOW(recv(c, big, 1, 0));
    show_poll("shut", c);
    close(c);

    // Who is asked: the connected one before the other, and each datagram by itself.
    int wide = socket(AF_INET, SOCK_DGRAM, 0), narrow = socket(AF_INET, SOCK_DGRAM, 0);
    int one = socket(AF_INET, SOCK_DGRAM, 0), two = socket(AF_INET, SOCK_DGRAM, 0);
    option(wide, SOL_SOCKET, SO_REUSEADDR, 1);
    option(narrow, SOL_SOCKET, SO_REUSEADDR, 1);
    SHOW(bind_to(wide, 2));
    SHOW(bind_to(narrow, 2));
    SHOW(bind_to(one, 3));
    SHOW(connect_to(narrow, 3));
    SHOW(connect_to(one, 2));
    SHOW(connect_to(two, 2));
    SHOW(send(one, "from one", 8, 0));
    SHOW(send(two, "from two, longer", 16, 0));
    SHOW(recv(narrow, big, sizeof big, MSG_DONTWAIT));
    SHOW(recv(narrow, big, sizeof big, MSG_DONTWAIT));
    SHOW(recvfrom(wide, big, 4, MSG_TRUNC | MSG_PEEK, (struct sockaddr *)&from, &length));
    SHOW(length);
    SHOW(from.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    int waiting = -1;
    SHOW(ioctl(wide, FIONREAD, &waiting));
    SHOW(waiting);
    struct iovec piece = {big, 4};
    struct msghdr message = {&from, sizeof from, &piece, 1};
    SHOW(recvmsg(wide, &message, 0));
    printf("flags %x, name %d\n", message.msg_flags, message.msg_namelen);
    SHOW(recv(wide, big, 4, MSG_DONTWAIT));
    SHOW(sendto(two, "to one", 6, 0, (struct sockaddr *)&(struct sockaddr_in){AF_INET, htons(base_port + 3), {htonl(INADDR_LOOPBACK)}}, 16));
    SHOW(recv(one, big, 9, MSG_DONTWAIT));
    close(wide), close(narrow), close(one), close(two);
}
