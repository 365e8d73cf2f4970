// accept(2): what it needs, what it loses, and what the limit on descriptors does to it.
static void probe(void) {
    struct sockaddr_in address;
    struct sockaddr *name = (struct sockaddr *)&address;
    socklen_t length = sizeof address;
    SHOW(accept(999, NULL, NULL));
    SHOW(accept(0, NULL, NULL));
    SHOW(accept(tcp(), NULL, NULL));
    SHOW(accept(socket(AF_INET, SOCK_DGRAM, 0), NULL, NULL));
    int server = listener(0, 5);
    SHOW(accept4(server, NULL, NULL, 12345));
    SHOW(nonblocking(server));
    SHOW(accept(server, NULL, NULL));
    show_poll("nobody waits", server);

    client(0);
    show_poll("one waits", server);
    SHOW(accept(server, (struct sockaddr *)8, &length));
    SHOW(accept(server, NULL, NULL));
    client(0);
    length = -1;
    SHOW(accept(server, name, &length));
    client(0);
    length = 4;
    memset(&address, 0, sizeof address);
    int child = accept(server, name, &length);
    SHOW(child > 0);
    SHOW(length);
    SHOW(address.sin_family == AF_INET);
    SHOW(address.sin_addr.s_addr);
    // The child has the listener's options, but blocks.
    SHOW((fcntl(child, F_GETFL) & O_NONBLOCK) != 0);

    // Data may be there before accept, and the peer may be gone.
    int early = client(0);
    SHOW(write(early, "early bird", 10));
    SHOW(close(early));
    pause_ms(2);
    child = accept(server, NULL, NULL);
    char buffer[32];
    SHOW(read(child, buffer, sizeof buffer));
    SHOW(read(child, buffer, sizeof buffer));
    length = sizeof address;
    SHOW(getpeername(child, name, &length));

    int reset = client(0);
    struct linger hard = {1, 0};
    setsockopt(reset, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    SHOW(close(reset));
    pause_ms(2);
    child = accept(server, NULL, NULL);
    SHOW(child > 0);
    SHOW(getpeername(child, name, &length));
    SHOW(read(child, buffer, sizeof buffer));
    SHOW(read(child, buffer, sizeof buffer));
    SHOW(write(child, "x", 1));

    // At the limit the connection stays in the queue.
    client(0);
    int free_fd = dup(0);
    close(free_fd);
    struct rlimit limit = {free_fd, 8192};
    SHOW(setrlimit(RLIMIT_NOFILE, &limit));
    SHOW(accept(server, NULL, NULL));
    show_poll("still waits", server);
    limit.rlim_cur = 1024;
    SHOW(setrlimit(RLIMIT_NOFILE, &limit));
    SHOW(accept(server, NULL, NULL) == free_fd);

    SHOW(shutdown(server, SHUT_RD));
    show_poll("after shutdown", server);
    SHOW(accept(server, NULL, NULL));
    SHOW(listen(server, 3));
    SHOW(accept(server, NULL, NULL));
}
