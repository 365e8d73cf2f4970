// A call that waits, and what another thread does meanwhile to what it waits for: who hears of it, and what.
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/un.h>

static int ends[2], pair[2], fd, peer, epoll, server;
static char bytes[100];
static volatile int started, over;
static long result;
static int error;
static struct pollfd one;
static struct sockaddr_in deaf;

#define WAITS(name, call) \
    static void *name(void *unused) { started = 1; result = (call); error = errno; over = 1; return NULL; }
WAITS(reads_pipe, read(ends[0], bytes, 1))
WAITS(writes_pipe, write(ends[1], bytes, 1))
WAITS(receives, recv(fd, bytes, 1, 0))
WAITS(receives_local, recv(pair[0], bytes, 1, 0))
WAITS(accepts, accept(fd, NULL, NULL))
WAITS(connects, connect(fd, (struct sockaddr *)&deaf, sizeof deaf))
WAITS(polls, poll(&one, 1, 300))
WAITS(waits_epoll, epoll_wait(epoll, (struct epoll_event *)bytes, 1, 300))

static void close_reader(void) { close(ends[0]); }
static void close_writer(void) { close(ends[1]); }
static void end_reading(void) { SHOW(shutdown(fd, SHUT_RD)); }
static void end_both(void) { SHOW(shutdown(fd, SHUT_RDWR)); }
static void end_local(void) { SHOW(shutdown(pair[0], SHUT_RD)); }
static void peer_ends(void) { SHOW(shutdown(pair[1], SHUT_WR)); }
static void peer_closes(void) { close(pair[1]); }
static void close_epoll(void) { close(epoll); }
static void listen_again(void) { SHOW(listen(fd, 0)); }
static void give_up(void) {
    struct sockaddr nowhere = {AF_UNSPEC};
    SHOW(connect(fd, &nowhere, sizeof nowhere));
}
static void ask_nobody(void) {
    SHOW(connect_to(fd, 50));
    SHOW(send(fd, "x", 1, 0));
}

static void go(const char *what, void *(*waits)(void *), void (*act)(void)) {
    pthread_t thread;
    started = over = 0;
    pthread_create(&thread, NULL, waits, NULL);
    while (!started) pause_ms(1);
    pause_ms(40);
    act();
    for (int i = 0; i < 60 && !over; i++) pause_ms(10);
    if (over) printf("%s: %ld %s\n", what, result, result < 0 ? errno_text(error) : "");
    else printf("%s: waits on\n", what);
    fflush(stdout);
    if (over) pthread_join(thread, NULL);
}

static void connection(void) {
    peer = client(0);
    fd = accept(server, NULL, NULL);
}

static void inet(void) {
    connection();
    go("recv, no reading", receives, end_reading);
    connection();
    go("recv, neither", receives, end_both);
    connection();
    go("recv, given up", receives, give_up);
    fd = listener(1, 5);
    go("accept, no reading", accepts, end_reading);
    fd = listener(2, 5);
    go("accept, listen", accepts, listen_again);
    fd = listener(3, 5);
    go("accept, given up", accepts, give_up);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(fd, 5);
    go("udp, no reading", receives, end_reading);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(fd, 6);
    go("udp, refused", receives, ask_nobody);
    listener(7, 0), client(7);
    deaf = at(7);
    fd = tcp();
    go("connect, neither", connects, end_both);
    show_poll("then", fd);
}

static void local(int type) {
    socketpair(AF_UNIX, type, 0, pair);
    go("no reading", receives_local, end_local);
    socketpair(AF_UNIX, type, 0, pair);
    if (type != SOCK_DGRAM) go("its peer does not write", receives_local, peer_ends);
    socketpair(AF_UNIX, type, 0, pair);
    if (type != SOCK_DGRAM) go("its peer closes", receives_local, peer_closes);
}

static void others(void) {
    struct epoll_event event = {EPOLLIN};
    pipe(ends);
    go("read, no writer", reads_pipe, close_writer);
    pipe(ends);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    while (write(ends[1], bytes, sizeof bytes) > 0);
    fcntl(ends[1], F_SETFL, 0);
    go("write, no reader", writes_pipe, close_reader);
    pipe(ends);
    one = (struct pollfd){ends[0], POLLIN};
    go("poll, no writer", polls, close_writer);
    printf("%x\n", one.revents);
    pipe(ends);
    one = (struct pollfd){ends[0], POLLIN};
    go("poll, closed", polls, close_reader);
    printf("%x\n", one.revents);
    pipe(ends);
    epoll = epoll_create1(0);
    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event);
    go("epoll, closed", waits_epoll, close_reader);
    pipe(ends);
    epoll = epoll_create1(0);
    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event);
    go("epoll, itself closed", waits_epoll, close_epoll);
}

static void probe(void) {
    server = listener(0, 9);
    inet();
    local(SOCK_STREAM);
    local(SOCK_DGRAM);
    local(SOCK_SEQPACKET);
    others();
}
