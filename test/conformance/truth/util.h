#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <pthread.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <linux/sockios.h>
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}
static void ms(int m) {
    struct timespec t = {m / 1000, (m % 1000) * 1000000L};
    nanosleep(&t, 0);
}
static struct sockaddr_in A(int port) {
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}
static const char *en(int r) {
    return r >= 0 ? "ok" : strerrorname_np(errno);
}
static const char *enx(int e) { return e == 0 ? "0" : strerrorname_np(e); }
/* print "label = r ERRNO" */
#define P(label, expr)                                                                             \
    do {                                                                                           \
        errno = 0;                                                                                 \
        long _r = (long)(expr);                                                                    \
        int _e = errno;                                                                            \
        if (_r < 0)                                                                                \
            printf("%-62s = -1 %s\n", label, strerrorname_np(_e));                                 \
        else                                                                                       \
            printf("%-62s = %ld\n", label, _r);                                                    \
        fflush(stdout);                                                                            \
    } while (0)
static int listener(int port, int backlog) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in a = A(port);
    if (bind(s, (void *)&a, sizeof a) < 0) {
        perror("bind");
        exit(1);
    }
    if (listen(s, backlog) < 0) {
        perror("listen");
        exit(1);
    }
    return s;
}
static int client(int port) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = A(port);
    if (connect(s, (void *)&a, sizeof a) < 0) {
        int e = errno;
        close(s);
        errno = e;
        return -1;
    }
    return s;
}
static void nb(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }
static void pair(int port, int *l, int *c, int *s) {
    *l = listener(port, 5);
    *c = client(port);
    *s = accept(*l, 0, 0);
}
static int soerr(int fd) {
    int e = 0;
    socklen_t n = sizeof e;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n);
    return e;
}
static const char *st(int fd) {
    static const char *N[] = {"?",         "ESTABLISHED", "SYN_SENT",    "SYN_RECV",   "FIN_WAIT1",
                              "FIN_WAIT2", "TIME_WAIT",   "CLOSE",       "CLOSE_WAIT", "LAST_ACK",
                              "LISTEN",    "CLOSING",     "NEW_SYN_RECV"};
    struct tcp_info i;
    socklen_t n = sizeof i;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &i, &n) < 0) return strerrorname_np(errno);
    return N[i.tcpi_state];
}
static const char *pev(int e) {
    static char b[8][128];
    static int k;
    char *p = b[k++ & 7];
    p[0] = 0;
#define F(x)                                                                                       \
    if (e & x) {                                                                                   \
        if (*p) strcat(p, "|");                                                                    \
        strcat(p, #x);                                                                             \
    }
    F(POLLIN)
    F(POLLPRI) F(POLLOUT) F(POLLRDHUP) F(POLLERR) F(POLLHUP) F(POLLNVAL)
#undef F
        if (!*p) strcpy(p, "-");
    return p;
}
static int P1(int fd) {
    struct pollfd p = {fd, POLLIN | POLLPRI | POLLOUT | POLLRDHUP, 0};
    poll(&p, 1, 0);
    return p.revents;
}
static void sh(const char *c) {
    fflush(stdout);
    if (system(c)) {
    }
    fflush(stdout);
}
