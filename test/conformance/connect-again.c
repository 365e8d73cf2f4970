// A socket that is used again: connect(2) to AF_UNSPEC, after a refusal, to itself, and to everybody.
static struct sockaddr nowhere = {AF_UNSPEC};

static void own(const char *what, int fd) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    getsockname(fd, (struct sockaddr *)&address, &length);
    int port = ntohs(address.sin_port) - base_port;
    printf("%s: %s port %d\n", what, inet_ntoa(address.sin_addr), port >= 0 && port < 100 ? port : port == -base_port ? -2 : -1);
    fflush(stdout);
}

static void streams(void) {
    char bytes[8];
    int server = listener(0, 9), fd = tcp();
    SHOW(connect(fd, &nowhere, sizeof nowhere));
    SHOW(connect(fd, &nowhere, 2));
    SHOW(connect(fd, &nowhere, 1));
    SHOW(connect_to(fd, 0));
    SHOW(connect(fd, &nowhere, sizeof nowhere));
    own("given up", fd);
    show_poll("given up", fd);
    int s = accept(server, NULL, NULL);
    SHOW(read(s, bytes, 1));
    SHOW(connect_to(fd, 0));
    s = accept(server, NULL, NULL);
    SHOW(write(fd, "new", 3));
    SHOW(read(s, bytes, 8));
    close(s), close(fd);
    fd = tcp();
    bind_to(fd, 6);
    SHOW(connect_to(fd, 0));
    SHOW(connect(fd, &nowhere, sizeof nowhere));
    own("bound, given up", fd);
    SHOW(listen(fd, 1));
    SHOW(connect_to(tcp(), 6));
    SHOW(connect(fd, &nowhere, sizeof nowhere));
    SHOW(connect_to(tcp(), 6));
    SHOW(accept(fd, NULL, NULL));
    SHOW(bind_to(fd, 7));
    // Nobody answers where an accept queue is full.
    listener(8, 0), client(8);
    fd = tcp();
    nonblocking(fd);
    SHOW(connect_to(fd, 8));
    SHOW(shutdown(fd, SHUT_RDWR));
    show_poll("shut down", fd);
    SHOW(connect_to(fd, 0));
    pause_ms(5);
    printf("%s\n", pending_error(fd));
    SHOW(write(fd, "x", 1));
}

static void refused(void) {
    int on = 1, fd = tcp();
    SHOW(connect_to(fd, 60));
    own("refused", fd);
    SHOW(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    SHOW(bind_to(fd, 10));
    own("and bound", fd);
    fd = tcp();
    bind_to(fd, 11);
    SHOW(connect_to(fd, 60));
    own("bound, refused", fd);
    SHOW(bind_to(fd, 12));
    fd = tcp();
    SHOW(connect_to(fd, 60));
    SHOW(listen(fd, 1));
    fd = socket(AF_INET6, SOCK_STREAM, 0);
    SHOW(connect_to(fd, 60));
}

static void itself(void) {
    char bytes[8];
    int fd = tcp();
    SHOW(bind_to(fd, 13));
    SHOW(connect_to(fd, 13));
    SHOW(write(fd, "echo", 4));
    SHOW(read(fd, bytes, 8));
    SHOW(shutdown(fd, SHUT_WR));
    pause_ms(5);
    SHOW(read(fd, bytes, 8));
    show_poll("itself", fd);
}

static void datagrams(void) {
    struct sockaddr_in to = at(0);
    struct sockaddr *name = (struct sockaddr *)&to;
    socklen_t length = sizeof to;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    to.sin_port = 0;
    SHOW(connect(fd, name, sizeof to));
    SHOW(getpeername(fd, name, &length));
    SHOW(sendto(fd, "x", 1, 0, name, sizeof to));
    SHOW(write(fd, "x", 1));
    SHOW(write(fd, "x", 1));
    own("to port 0", fd);
    SHOW(connect(fd, &nowhere, 2));
    own("from there", fd);
}

/* Addresses that mean everybody, or a group: who may have them, and who may ask for them. */
static void everybody(void) {
    static const unsigned all[] = {0x7fffffff, 0x0a0000ff, 0xffffffff, 0xe0000001, 0x7f010203};
    char bytes[8];
    int got[2];
    for (int i = 0; i < 5; i++) {
        struct sockaddr_in address = at(20 + i);
        struct sockaddr *name = (struct sockaddr *)&address;
        address.sin_addr.s_addr = htonl(all[i]);
        printf("%x\n", all[i]);
        int fd = tcp(), other = socket(AF_INET, SOCK_DGRAM, 0);
        if (all[i] != 0xe0000001 && all[i] != 0x0a0000ff) SHOW(connect(tcp(), name, sizeof address));
        if (all[i] == 0x0a0000ff) continue;
        SHOW(bind(fd, name, sizeof address));
        SHOW(listen(fd, 1));
        if (all[i] != 0xe0000001) SHOW(sendto(other, "x", 1, 0, name, sizeof address));
        SHOW(bind(other, name, sizeof address));
    }
    for (int i = 0; i < 2; i++) {
        struct sockaddr_in address = at(30);
        if (i == 1) address.sin_addr.s_addr = htonl(INADDR_ANY);
        got[i] = socket(AF_INET, SOCK_DGRAM, 0);
        option(got[i], SOL_SOCKET, SO_REUSEADDR, 1);
        SHOW(bind(got[i], (struct sockaddr *)&address, sizeof address));
    }
    struct sockaddr_in everyone = at(30);
    everyone.sin_addr.s_addr = htonl(0x7fffffff);
    int from = socket(AF_INET, SOCK_DGRAM, 0);
    option(from, SOL_SOCKET, SO_BROADCAST, 1);
    SHOW(sendto(from, "all", 3, 0, (struct sockaddr *)&everyone, sizeof everyone));
    pause_ms(5);
    SHOW(recv(got[0], bytes, 8, MSG_DONTWAIT));
    SHOW(recv(got[1], bytes, 8, MSG_DONTWAIT));
}

static void probe(void) {
    streams();
    refused();
    itself();
    datagrams();
    everybody();
}
