/* Sockets of every kind and state, for ss, lsof and /proc to be looked at while it waits.
 *
 * Every port is chosen, so that two runs show the same ones. Two seconds later it has not changed. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <stddef.h>
#include <sys/un.h>
#include <unistd.h>

static void must(int ok, const char *what) {
    if (ok) return;
    perror(what);
    exit(1);
}

static struct sockaddr_in v4(const char *host, int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, host, &a.sin_addr);
    return a;
}

static struct sockaddr_in6 v6(const char *host, int port) {
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    inet_pton(AF_INET6, host, &a.sin6_addr);
    return a;
}

static int bound(int type, const char *host, int port) {
    struct sockaddr_in a = v4(host, port);
    int fd = socket(AF_INET, type, 0);
    must(bind(fd, (struct sockaddr *)&a, sizeof a) == 0, "bind");
    return fd;
}

static int listener(int port, int backlog) {
    int fd = bound(SOCK_STREAM, "127.0.0.1", port);
    must(listen(fd, backlog) == 0, "listen");
    return fd;
}

static int client(int from, int to) {
    struct sockaddr_in a = v4("127.0.0.1", to);
    int fd = bound(SOCK_STREAM, "127.0.0.1", from);
    must(connect(fd, (struct sockaddr *)&a, sizeof a) == 0, "connect");
    return fd;
}

static int listener6(int port, int only) {
    struct sockaddr_in6 a = v6("::", port);
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    must(bind(fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(fd, 7) == 0, "listen");
    return fd;
}

static int client6(int from, int to) {
    struct sockaddr_in6 here = v6("::1", from), a = v6("::1", to);
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    must(bind(fd, (struct sockaddr *)&here, sizeof here) == 0, "bind");
    must(connect(fd, (struct sockaddr *)&a, sizeof a) == 0, "connect");
    return fd;
}

static void tcp(void) {
    char text[100] = "unread";
    int yes = 1;

    listener(9001, 3);
    client(9101, 9001);

    int server = listener(9002, 5), a = client(9102, 9002), b = accept(server, NULL, NULL);
    must(write(a, text, sizeof text) == sizeof text, "write");

    server = listener(9003, 5), a = client(9103, 9003), b = accept(server, NULL, NULL);
    shutdown(a, SHUT_WR);

    struct sockaddr_in nobody = v4("10.0.0.9", 9004);
    a = bound(SOCK_STREAM, "10.0.0.2", 9104);
    fcntl(a, F_SETFL, O_NONBLOCK);
    connect(a, (struct sockaddr *)&nobody, sizeof nobody);

    server = listener(9005, 5), a = client(9105, 9005), b = accept(server, NULL, NULL);
    close(a);
    usleep(60000);
    close(b);

    server = listener(9006, 5), a = client(9106, 9006), b = accept(server, NULL, NULL);
    setsockopt(a, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    must(write(b, text, 10) == 10 && read(a, text, 10) == 10, "exchange");

    int dual = listener6(9007, 0);
    listener6(9008, 1);
    client6(9109, 9007);
    accept(dual, NULL, NULL);
    client(9110, 9007);
    accept(dual, NULL, NULL);

    bound(SOCK_STREAM, "127.0.0.1", 9012);
}

static void udp(void) {
    struct sockaddr_in a = v4("127.0.0.1", 9010);
    bound(SOCK_DGRAM, "127.0.0.1", 9010);
    int fd = bound(SOCK_DGRAM, "127.0.0.1", 9011);
    must(connect(fd, (struct sockaddr *)&a, sizeof a) == 0, "connect");
    must(send(fd, "0123456789", 10, 0) == 10, "send");
    socket(AF_INET, SOCK_DGRAM, 0);
}

static struct sockaddr_un name(const char *text) {
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    strcpy(a.sun_path + (text[0] == '@'), text + (text[0] == '@'));
    return a;
}

static void local(const char *path) {
    int pair[2];
    struct sockaddr_un file = name(path), abstract = name("@observed");
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + strlen("@observed");

    must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "socketpair");
    must(write(pair[0], "12345", 5) == 5, "write");

    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    must(bind(fd, (struct sockaddr *)&file, sizeof file) == 0 && listen(fd, 4) == 0, "unix");
    int waits = socket(AF_UNIX, SOCK_STREAM, 0);
    must(connect(waits, (struct sockaddr *)&file, sizeof file) == 0, "connect");

    fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    must(bind(fd, (struct sockaddr *)&abstract, length) == 0, "abstract");
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0, "socketpair");
    shutdown(pair[0], SHUT_WR);
}

static void on_signal(int number) { (void) number; }

static void others(void) {
    int pipes[2], poll = epoll_create1(EPOLL_CLOEXEC);
    must(pipe2(pipes, O_NONBLOCK) == 0, "pipe");
    struct epoll_event event = {EPOLLIN | EPOLLET, {.fd = pipes[0]}};
    epoll_ctl(poll, EPOLL_CTL_ADD, pipes[0], &event);
    eventfd(7, 0);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec far = {{0, 500000000}, {1000, 0}};
    timerfd_settime(timer, 0, &far, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGUSR2, on_signal);
    kill(getpid(), SIGUSR1);
    signalfd(-1, &set, SFD_CLOEXEC);
    event.events = EPOLLOUT | EPOLLONESHOT;
    event.data.u64 = 0x123456789a;
    epoll_ctl(poll, EPOLL_CTL_ADD, timer, &event);
    open("/etc/hosts", O_RDONLY | O_CLOEXEC);
    open("/dev/null", O_WRONLY | O_APPEND);
    dup(3);
}

int main(int argc, char **argv) {
    tcp();
    udp();
    local(argc > 1 ? argv[1] : "/tmp/observed.sock");
    others();
    puts("ready");
    fflush(stdout);
    fork();
    for (;;) pause();
}
