// poll and epoll: levels, edges, one shot, and their errors.
static int ep;

static void wait_now(const char *text) {
    struct epoll_event events[4];
    int count = epoll_wait(ep, events, 4, 0);
    printf("%s: %d", text, count);
    for (int i = 0; i < count; i++) printf(" %s%s%s%s%s", events[i].events & EPOLLIN ? "IN " : "",
        events[i].events & EPOLLOUT ? "OUT " : "", events[i].events & EPOLLRDHUP ? "RDHUP " : "",
        events[i].events & EPOLLERR ? "ERR " : "", events[i].events & EPOLLHUP ? "HUP " : "");
    printf("\n");
    fflush(stdout);
}

static int control(int op, int fd, unsigned events) {
    struct epoll_event event = {.events = events, .data = {.fd = fd}};
    return epoll_ctl(ep, op, fd, &event);
}

static void probe(void) {
    char buffer[64];
    int server = listener(0, 5);
    ep = epoll_create1(0);
    SHOW(control(EPOLL_CTL_ADD, server, EPOLLIN));
    wait_now("nobody");
    int c = client(0);
    wait_now("one");
    wait_now("one, again");
    int s = accept(server, NULL, NULL);
    wait_now("accepted");
    SHOW(control(EPOLL_CTL_DEL, server, 0));

    SHOW(control(EPOLL_CTL_ADD, s, EPOLLIN));
    SHOW(write(c, "12345", 5));
    wait_now("level");
    SHOW(read(s, buffer, 2));
    wait_now("level, 3 left");
    SHOW(read(s, buffer, 9));
    wait_now("level, empty");
    SHOW(control(EPOLL_CTL_MOD, s, EPOLLIN | EPOLLET));
    SHOW(write(c, "12345", 5));
    wait_now("edge");
    wait_now("edge, unread");
    SHOW(read(s, buffer, 2));
    wait_now("edge, 3 left");
    SHOW(write(c, "6", 1));
    wait_now("edge, one more");
    SHOW(control(EPOLL_CTL_MOD, s, EPOLLIN | EPOLLET));
    wait_now("edge, armed again");
    SHOW(control(EPOLL_CTL_MOD, s, EPOLLIN | EPOLLONESHOT));
    wait_now("once");
    wait_now("never again");
    SHOW(control(EPOLL_CTL_MOD, s, EPOLLIN | EPOLLONESHOT));
    wait_now("once more");
    SHOW(control(EPOLL_CTL_MOD, s, EPOLLIN | EPOLLOUT | EPOLLRDHUP));
    SHOW(read(s, buffer, 9));
    wait_now("writable");
    SHOW(close(c));
    wait_now("peer closed");
    SHOW(write(s, "x", 1));
    pause_ms(2);
    wait_now("reset came");
    printf("error: %s\n", pending_error(s));
    wait_now("error read");
    SHOW(close(s));
    wait_now("closed");

    SHOW(control(EPOLL_CTL_ADD, server, EPOLLIN));
    SHOW(control(EPOLL_CTL_ADD, server, EPOLLIN));
    int stranger = tcp();
    SHOW(control(EPOLL_CTL_MOD, stranger, EPOLLIN));
    SHOW(control(EPOLL_CTL_DEL, stranger, 0));
    SHOW(control(EPOLL_CTL_ADD, 999, EPOLLIN));
    SHOW(control(EPOLL_CTL_ADD, ep, EPOLLIN));
    SHOW(control(77, server, EPOLLIN));
    struct epoll_event event;
    SHOW(epoll_wait(ep, &event, 0, 0));
    SHOW(epoll_wait(server, &event, 1, 0));
    SHOW(epoll_wait(999, &event, 1, 0));
    SHOW(epoll_wait(ep, &event, 1, 5));
    SHOW(epoll_create(0));

    struct pollfd fds[3] = {{server, POLLIN, 0}, {-1, POLLIN, 7}, {999, POLLIN, 0}};
    SHOW(poll(fds, 3, 0));
    SHOW(fds[0].revents);
    SHOW(fds[1].revents);
    SHOW(fds[2].revents == POLLNVAL);
    SHOW(poll(fds, 1, 5));
    SHOW(poll((struct pollfd *)8, 1, 0));
    client(0);
    SHOW(poll(fds, 1, -1));
    SHOW(fds[0].revents == POLLIN);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(server, &set);
    struct timeval none = {0, 0};
    SHOW(select(server + 1, &set, NULL, NULL, &none));
    SHOW(FD_ISSET(server, &set) != 0);
}
