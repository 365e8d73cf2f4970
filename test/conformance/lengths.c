// What read, write and their relatives answer to lengths, offsets and times that make no sense.
static char room[70000];

static void lengths(void) {
    int l = listener(1, 1), c = client(1), server = accept(l, NULL, NULL);
    size_t all = -1;
    SHOW(write(c, "hi", 2));
    SHOW(read(server, room, all));
    SHOW(recv(server, room, all, 0));
    SHOW(recv(server, room, all, MSG_DONTWAIT));
    SHOW(write(c, room, all));

    int file = open("/dev/null", O_RDWR | O_CREAT | O_TRUNC, 0600);
    SHOW(read(file, room, all));
    SHOW(write(file, room, all));
    SHOW(pread(file, room, all, 0));
    SHOW(fcntl(file, F_GETFL) & (O_ACCMODE | O_CREAT | O_TRUNC));
    struct iovec bad = {room, all}, vast = {room, 1UL << 40};
    SHOW(readv(file, &bad, 1));
    SHOW(readv(file, &vast, 1));

    int ends[2];
    SHOW(pipe(ends));
    SHOW(read(ends[0], room, all));
    SHOW(write(ends[1], room, all));
}

static void datagrams(void) {
    struct sockaddr_in address = at(2);
    struct sockaddr *name = (struct sockaddr *)&address;
    int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(bind(b, name, sizeof address));
    SHOW(sendto(a, room, 70000, 0, name, sizeof address));
    SHOW(sendto(a, room, 65507, 0, name, sizeof address));
    SHOW(recv(b, room, 65536, MSG_DONTWAIT));
    struct iovec two[2] = {{"abc", 3}, {"defg", 4}};
    struct msghdr message = {0};
    message.msg_name = &address;
    message.msg_namelen = sizeof address;
    message.msg_iov = two;
    message.msg_iovlen = 2;
    SHOW(sendmsg(a, &message, 0));
    SHOW(recv(b, room, 65536, MSG_DONTWAIT));
    message.msg_iovlen = 0;
    SHOW(sendmsg(a, &message, 0));
    SHOW(recv(b, room, 65536, MSG_DONTWAIT));
    message.msg_iovlen = 2000;
    SHOW(sendmsg(a, &message, 0));
}

static void times(void) {
    fd_set none;
    FD_ZERO(&none);
    struct timeval nothing = {0, 0}, past = {-1, 0}, long_second = {0, 1100000};
    SHOW(select(1000000, &none, NULL, NULL, &nothing));
    SHOW(select(1, &none, NULL, NULL, &past));
    SHOW(select(1, &none, NULL, NULL, &long_second));
}

static void probe(void) {
    lengths();
    datagrams();
    times();
}
