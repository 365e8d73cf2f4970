// How many datagrams of a length a receive buffer takes, and what is counted of those that find no room.
static char bytes[70000];
static int sizes[] = {0, 1, 100, 212, 213, 260, 500, 660, 661, 1000, 1472, 1684, 1685, 4000, 8000, 15000, 16000, 17000, 20000, 32000, 40000, 60000, 65488, 65489, 65507, 65527};
static int rooms[] = {0, 2048, 30000, 106496};

static long counter(const char *name) {
    char line[1000], names[1000] = "";
    long found = -1;
    FILE *f = fopen("/proc/net/snmp", "r");
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "Udp: ", 5)) continue;
        if (!names[0]) { strcpy(names, line); continue; }
        char *a, *b, *one = strtok_r(names, " \n", &a), *value = strtok_r(line, " \n", &b);
        for (; one; one = strtok_r(NULL, " \n", &a), value = strtok_r(NULL, " \n", &b))
            if (!strcmp(one, name)) found = atol(value);
    }
    fclose(f);
    return found;
}

static void fill(int family, int room) {
    int to = socket(family, SOCK_DGRAM, 0), from = socket(family, SOCK_DGRAM, 0), kept = 0;
    socklen_t length = sizeof kept;
    struct sockaddr_in v4 = at(1);
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(base_port + 1)};
    v6.sin6_addr = in6addr_loopback;
    struct sockaddr *end = family == AF_INET ? (void *)&v4 : (void *)&v6;
    option(to, SOL_SOCKET, SO_RCVBUF, room);
    getsockopt(to, SOL_SOCKET, SO_RCVBUF, &kept, &length);
    length = family == AF_INET ? sizeof v4 : sizeof v6;
    printf("-- IPv%d, %d bytes\n", family == AF_INET ? 4 : 6, kept);
    SHOW(bind(to, end, length));
    SHOW(connect(from, end, length));
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int sent = 0, got = 0, unread = -1, most = room < 20000 ? 5 : sizes[i] > 16000 ? 16 : room < 100000 ? 80 : 260;
        // Of the largest buffer every third length will do.
        if (room > 100000 && i % 3) continue;
        for (; sent < most; sent++)
            if (send(from, bytes, sizes[i], 0) != sizes[i]) break;
        ioctl(to, FIONREAD, &unread);
        while (recv(to, bytes, sizeof bytes, MSG_DONTWAIT) == sizes[i]) got++;
        printf("%d: %d of %d, next %d\n", sizes[i], got, sent, unread);
    }
    const char *names[] = {"InDatagrams", "InErrors", "RcvbufErrors", "OutDatagrams", "SndbufErrors"};
    for (int i = 0; i < 5; i++) printf("%s %ld\n", names[i], counter(names[i]));
    close(to);
    close(from);
}

static void probe(void) {
    for (unsigned i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        fill(AF_INET, rooms[i]);
        fill(AF_INET6, rooms[i]);
    }
}
