// What the kernel counts: after each scene, the counters of nstat that went up and by how much.
//
// Those that depend on which path a segment took through the kernel (a busy socket's backlog), or on
// the moment, are left out. Waits are longer than an ACK is delayed.
static const char *const LEFT_OUT[] = {
    "TCPAutoCorking", "TCPBacklogCoalesce",
    "DelayedACKs",
};

enum { MOST = 400 };
static struct counter { char name[48]; long value; } seen[MOST];
static int known;

static struct counter *find(const char *name) {
    for (int i = 0; i < known; i++) if (strcmp(seen[i].name, name) == 0) return &seen[i];
    strcpy(seen[known].name, name);
    seen[known].value = 0;
    return &seen[known++];
}

static int left_out(const char *name) {
    for (size_t i = 0; i < sizeof LEFT_OUT / sizeof *LEFT_OUT; i++)
        if (strcmp(LEFT_OUT[i], name) == 0) return 1;
    return 0;
}

static void read_table(const char *path, int quiet) {
    static char names[8192], values[8192];
    FILE *file = fopen(path, "r");
    while (fgets(names, sizeof names, file) && fgets(values, sizeof values, file)) {
        char *n, *v, group[16];
        char *name = strtok_r(names, " \n", &n), *value = strtok_r(values, " \n", &v);
        snprintf(group, sizeof group, "%.*s", (int)strlen(name) - 1, name);
        while ((name = strtok_r(NULL, " \n", &n)) && (value = strtok_r(NULL, " \n", &v))) {
            char full[48];
            snprintf(full, sizeof full, "%s%s", group, name);
            if (left_out(name) || strncmp(group, "MPTcp", 5) == 0) continue;
            struct counter *one = find(full);
            long more = atol(value) - one->value;
            one->value += more;
            if (!quiet && more) printf("  %s %+ld\n", full, more);
        }
    }
    fclose(file);
}

static void counted(const char *scene) {
    if (scene) printf("%s\n", scene);
    read_table("/proc/net/snmp", scene == NULL);
    read_table("/proc/net/netstat", scene == NULL);
    fflush(stdout);
}

static void say(int fd, int bytes) {
    static char text[100000];
    if (write(fd, text, bytes) != bytes) perror("write");
}

static void drain(int fd) {
    static char text[100000];
    while (read(fd, text, sizeof text) > 0) {}
}

static void probe(void) {
    static char text[100000];
    counted(NULL);

    int server = listener(0, 5), a = client(0), b = accept(server, NULL, NULL);
    counted("a connection");
    say(a, 100);
    nonblocking(b);
    drain(b);
    pause_ms(60);
    counted("100 bytes, read");
    close(a);
    pause_ms(60);
    close(b);
    pause_ms(60);
    counted("closed in order");

    a = client(0), b = accept(server, NULL, NULL);
    say(a, 100);
    pause_ms(60);
    close(b);
    pause_ms(60);
    drain(a);
    close(a);
    counted("closed with unread data");

    a = client(0), b = accept(server, NULL, NULL);
    struct linger now = {1, 0};
    setsockopt(b, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(b);
    close(a);
    counted("SO_LINGER of 0");

    a = client(0), b = accept(server, NULL, NULL);
    close(b);
    pause_ms(60);
    say(a, 10);
    pause_ms(60);
    close(a);
    counted("data for a closed socket");

    connect_to(tcp(), 7);
    counted("connection refused");

    int full = listener(1, 1), fds[5];
    for (int i = 0; i < 5; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect_to(fds[i], 1);
    }
    counted("five clients for a backlog of 1");
    pause_ms(1300);
    counted("a second later");
    for (int i = 0; i < 5; i++) close(fds[i]);
    pause_ms(60);
    close(full);
    pause_ms(60);
    counted("all are gone");

    a = client(0), b = accept(server, NULL, NULL);
    option(a, SOL_SOCKET, SO_KEEPALIVE, 1);
    option(a, IPPROTO_TCP, TCP_KEEPIDLE, 1);
    pause_ms(1500);
    counted("keepalive");
    close(a);
    pause_ms(60);
    close(b);
    pause_ms(60);
    counted("and closed");

    static const int asked[] = {1, 78, 500, 3400}, sizes[] = {1, 78, 500, 3000, 3400};
    for (int i = 0; i < 4; i++) {
        a = client(0), b = accept(server, NULL, NULL);
        nonblocking(a);
        nonblocking(b);
        for (int n = 0; n < 10; n++) {
            say(a, asked[i]);
            drain(b);
            say(b, sizes[(i + n) % 4]);
            drain(a);
        }
        pause_ms(60);
        counted("ten requests and answers");
        for (int n = 0; n < 5; n++) say(a, asked[i]);
        pause_ms(60);
        drain(b);
        pause_ms(60);
        for (int n = 0; n < 5; n++) say(a, sizes[n]);
        drain(b);
        pause_ms(60);
        counted("requests without an answer");
        close(a);
        pause_ms(60);
        close(b);
        pause_ms(60);
        counted("closed");
    }

    int from = socket(AF_INET, SOCK_DGRAM, 0), to = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in here = at(2), closed = at(3);
    bind(to, (struct sockaddr *)&here, sizeof here);
    sendto(from, text, 10, 0, (struct sockaddr *)&here, sizeof here);
    recv(to, text, sizeof text, 0);
    sendto(from, text, 10, 0, (struct sockaddr *)&closed, sizeof closed);
    pause_ms(60);
    counted("a datagram that is read, one for a closed port");
    option(to, SOL_SOCKET, SO_RCVBUF, 2304);
    for (int i = 0; i < 10; i++)
        sendto(from, text, 1000, 0, (struct sockaddr *)&here, sizeof here);
    counted("ten datagrams for a buffer of 4608 bytes");
}
