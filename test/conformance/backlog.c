// How many clients get in while nobody accepts: listen(n) admits n + 1.
static int finished(int backlog, int offset) {
    int server = listener(offset, backlog), fds[9], count = 0;
    for (int i = 0; i < 9; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect_to(fds[i], offset);
    }
    for (int i = 0; i < 9; i++) {
        struct pollfd one = {fds[i], POLLOUT, 0};
        count += poll(&one, 1, 0) == 1 && one.revents == POLLOUT;
    }
    for (int i = 0; i < 9; i++) close(fds[i]);
    close(server);
    return count;
}

static void probe(void) {
    SHOW(finished(0, 0));
    SHOW(finished(1, 1));
    SHOW(finished(2, 2));
    SHOW(finished(5, 3));

    // A smaller backlog later keeps who is already in.
    int server = listener(4, 5);
    for (int i = 0; i < 4; i++) client(4);
    SHOW(listen(server, 0));
    nonblocking(server);
    for (int i = 0; i < 5; i++) SHOW(accept(server, NULL, NULL) > 0);

    // Who waits when the listener closes is reset; who was accepted lives.
    int a = client(4), b;
    b = accept(server, NULL, NULL);
    int late = client(4);
    SHOW(close(server));
    char buffer[8];
    pause_ms(2);
    SHOW(read(late, buffer, 8));
    SHOW(write(a, "alive", 5));
    SHOW(read(b, buffer, 8));
    SHOW(connect_to(tcp(), 4));
}
