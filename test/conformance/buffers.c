// Sizes of the send and receive buffers, and what a full one does to write(2).
static int size_of(int fd, int name) {
    int value = 0;
    socklen_t length = sizeof value;
    getsockopt(fd, SOL_SOCKET, name, &value, &length);
    return value;
}

static void probe(void) {
    static char data[1000000];
    int server = listener(0, 5), fresh = tcp();
    SHOW(size_of(fresh, SO_SNDBUF));
    SHOW(size_of(fresh, SO_RCVBUF));
    SHOW(size_of(server, SO_SNDBUF));
    SHOW(size_of(server, SO_RCVBUF));
    SHOW(option(fresh, SOL_SOCKET, SO_SNDBUF, 8192));
    SHOW(size_of(fresh, SO_SNDBUF));
    SHOW(option(fresh, SOL_SOCKET, SO_SNDBUF, 1));
    SHOW(size_of(fresh, SO_SNDBUF));
    SHOW(option(fresh, SOL_SOCKET, SO_RCVBUF, 1));
    SHOW(size_of(fresh, SO_RCVBUF));
    int small = tcp();
    option(small, SOL_SOCKET, SO_SNDBUF, 8192);
    SHOW(connect_to(small, 0));
    SHOW(size_of(small, SO_SNDBUF));
    int peer = accept(server, NULL, NULL);
    nonblocking(small);
    // The reader never reads, so that the buffers on both sides fill up.
    long total = write(small, data, sizeof data);
    // One full segment: what its acknowledgement frees is for the next call.
    SHOW(total);
    for (int n; (n = write(small, data, sizeof data)) > 0;) total += n;
    SHOW(write(small, data, 1));
    SHOW(total > 16384);
    show_poll("full", small);
    long got = 0;
    nonblocking(peer);
    for (int tries = 0; got < total && tries < 1000; tries++) {
        int n = read(peer, data, sizeof data);
        if (n > 0) got += n;
        else pause_ms(1);
    }
    SHOW(got == total);
    show_poll("drained", small);
}
