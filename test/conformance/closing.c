// How connections end: FIN, half-close, RST, and which error comes when.
static int server;

struct pair {
    int client, server;
};

static struct pair connected(void) {
    struct pair pair = {client(0), 0};
    pair.server = accept(server, NULL, NULL);
    return pair;
}

static void done(struct pair pair) {
    close(pair.client);
    close(pair.server);
}

static int state_of(int fd) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0 ? -1 : info.tcpi_state;
}

static void probe(void) {
    char buffer[600] = "";
    server = listener(0, 5);

    printf("# the peer closes, we write twice\n");
    struct pair p = connected();
    SHOW(close(p.server));
    show_poll("peer closed", p.client);
    SHOW(read(p.client, buffer, 9));
    SHOW(read(p.client, buffer, 9));
    SHOW(write(p.client, "12345", 5));
    pause_ms(2);
    show_poll("reset came", p.client);
    SHOW(write(p.client, "12345", 5));
    printf("error: %s\n", pending_error(p.client));
    SHOW(read(p.client, buffer, 9));
    done(p);

    printf("# closing with unread data resets\n");
    p = connected();
    SHOW(write(p.client, "12345", 5));
    SHOW(close(p.server));
    pause_ms(2);
    show_poll("reset came", p.client);
    SHOW(read(p.client, buffer, 9));
    SHOW(read(p.client, buffer, 9));
    SHOW(write(p.client, "12345", 5));
    done(p);

    printf("# a response before such a close still arrives\n");
    p = connected();
    SHOW(write(p.client, buffer, 500));
    SHOW(read(p.server, buffer, 10));
    SHOW(write(p.server, buffer, 100));
    SHOW(close(p.server));
    pause_ms(2);
    SHOW(read(p.client, buffer, 600));
    SHOW(read(p.client, buffer, 600));
    done(p);

    printf("# SO_LINGER 0\n");
    p = connected();
    struct linger hard = {1, 0};
    SHOW(setsockopt(p.server, SOL_SOCKET, SO_LINGER, &hard, sizeof hard));
    SHOW(close(p.server));
    pause_ms(2);
    SHOW(read(p.client, buffer, 9));
    SHOW(read(p.client, buffer, 9));
    done(p);

    printf("# half-close\n");
    p = connected();
    SHOW(shutdown(p.client, SHUT_WR));
    pause_ms(15);
    SHOW(state_of(p.client) == TCP_FIN_WAIT2);
    SHOW(state_of(p.server) == TCP_CLOSE_WAIT);
    show_poll("server", p.server);
    SHOW(read(p.server, buffer, 9));
    SHOW(write(p.server, "still", 5));
    SHOW(read(p.client, buffer, 9));
    SHOW(write(p.client, "x", 1));
    SHOW(shutdown(p.client, SHUT_WR));
    SHOW(close(p.server));
    pause_ms(2);
    show_poll("both done", p.client);
    SHOW(read(p.client, buffer, 9));
    done(p);

    printf("# shutdown for reading\n");
    p = connected();
    SHOW(shutdown(p.client, SHUT_RD));
    show_poll("client", p.client);
    SHOW(read(p.client, buffer, 9));
    SHOW(write(p.server, "late", 4));
    SHOW(read(p.client, buffer, 9));
    SHOW(read(p.client, buffer, 9));
    SHOW(shutdown(p.client, 3));
    done(p);

    printf("# a copy keeps the connection\n");
    p = connected();
    int copy = dup(p.client);
    SHOW(close(p.client));
    show_poll("server", p.server);
    SHOW(write(copy, "here", 4));
    SHOW(read(p.server, buffer, 9));
    SHOW(close(copy));
    SHOW(read(p.server, buffer, 9));
    done(p);

    printf("# peeking, and no borders between writes\n");
    p = connected();
    SHOW(write(p.client, "hello ", 6));
    SHOW(write(p.client, "world", 5));
    SHOW(recv(p.server, buffer, 100, MSG_PEEK));
    SHOW(read(p.server, buffer, 3));
    int left = 0;
    SHOW(ioctl(p.server, FIONREAD, &left));
    SHOW(left);
    SHOW(read(p.server, (char *)8, 3));
    SHOW(read(p.server, buffer, 100));
    SHOW(recv(p.server, buffer, 100, MSG_DONTWAIT));
    SHOW(read(p.server, buffer, 0));
    SHOW(write(p.server, buffer, 0));
    SHOW(write(p.server, (char *)8, 3));
    struct timeval limit = {0, 20000};
    SHOW(setsockopt(p.server, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
    SHOW(read(p.server, buffer, 100));
    done(p);

    printf("# binding again\n");
    p = connected();
    SHOW(close(p.server));
    SHOW(close(p.client));
    SHOW(close(server));
    int again = tcp();
    SHOW(bind_to(again, 0));
    SHOW(option(again, SOL_SOCKET, SO_REUSEADDR, 1));
    SHOW(bind_to(again, 0));
    SHOW(listen(again, 1));
}
