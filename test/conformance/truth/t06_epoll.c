#include "util.h"
static const char *ee(unsigned e) {
    static char b[8][128];
    static int k;
    char *p = b[k++ & 7];
    p[0] = 0;
#define F(x)                                                                                       \
    if (e & x) {                                                                                   \
        if (*p) strcat(p, "|");                                                                    \
        strcat(p, #x + 1);                                                                         \
    }
    F(EPOLLIN)
    F(EPOLLPRI) F(EPOLLOUT) F(EPOLLRDHUP) F(EPOLLERR) F(EPOLLHUP)
#undef F
        if (!*p) strcpy(p, "-");
    return p;
}
static int ep;
static void w(const char *t) {
    struct epoll_event e[8];
    int n = epoll_wait(ep, e, 8, 30);
    printf("%-58s -> %d event(s)", t, n);
    for (int i = 0; i < n; i++) printf("  fd%d:%s", e[i].data.fd, ee(e[i].events));
    printf("\n");
    fflush(stdout);
}
static void add(int fd, unsigned ev) {
    struct epoll_event e = {.events = ev, .data.fd = fd};
    P("epoll_ctl ADD", epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
}
static void mod(int fd, unsigned ev) {
    struct epoll_event e = {.events = ev, .data.fd = fd};
    P("epoll_ctl MOD", epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e));
}
static char b[1 << 20];
int main(void) {
    int L, c, s;
    signal(SIGPIPE, SIG_IGN);
    printf("## listening socket\n");
    ep = epoll_create1(0);
    L = listener(9700, 5);
    add(L, EPOLLIN);
    w("empty queue");
    c = client(9700);
    w("1 queued");
    w("again (LT)");
    int c2 = client(9700);
    (void)c2;
    w("2 queued (LT: still 1 event)");
    s = accept(L, 0, 0);
    w("after 1 accept");
    accept(L, 0, 0);
    w("after 2 accepts");
    close(ep);
    ep = epoll_create1(0);
    printf("## listening socket ET\n");
    add(L, EPOLLIN | EPOLLET);
    c = client(9700);
    int c3 = client(9700);
    (void)c3;
    w("2 queued");
    w("again without accept");
    int c4 = client(9700);
    (void)c4;
    w("3rd client arrives (2 unaccepted)");
    s = accept(L, 0, 0);
    w("after only one accept (2 remain!)");
    while ((nb(L), accept(L, 0, 0)) >= 0);
    close(ep);
    printf("## LT on connected\n");
    ep = epoll_create1(0);
    fcntl(L, F_SETFL, 0);
    c = client(9700);
    s = accept(L, 0, 0);
    add(s, EPOLLIN);
    w("idle");
    write(c, "hello", 5);
    ms(5);
    w("5 bytes arrived");
    w("not read yet (LT repeats)");
    read(s, b, 2);
    w("2 of 5 read (LT repeats)");
    read(s, b, 9);
    w("drained");
    mod(s, EPOLLIN | EPOLLOUT);
    w("with EPOLLOUT, idle");
    w("again");
    close(ep);
    printf("## ET on connected\n");
    ep = epoll_create1(0);
    add(s, EPOLLIN | EPOLLET);
    w("idle");
    write(c, "hello", 5);
    ms(5);
    w("5 bytes arrived");
    w("not read: no repeat");
    read(s, b, 2);
    w("2 of 5 read: still none");
    write(c, "x", 1);
    ms(5);
    w("1 more byte arrives: new edge");
    read(s, b, 99);
    w("drained");
    write(c, "a", 1);
    ms(5);
    write(c, "b", 1);
    ms(5);
    w("two arrivals before wait: one event");
    mod(s, EPOLLIN | EPOLLET);
    w("EPOLL_CTL_MOD with data pending re-arms");
    read(s, b, 99);
    close(ep);
    ep = epoll_create1(0);
    write(c, "q", 1);
    ms(5);
    add(s, EPOLLIN | EPOLLET);
    w("ADD with data already there: event");
    read(s, b, 9);
    printf("## ET with EPOLLIN|EPOLLOUT\n");
    close(ep);
    ep = epoll_create1(0);
    add(s, EPOLLIN | EPOLLOUT | EPOLLET);
    w("after ADD");
    w("again");
    write(c, "z", 1);
    ms(5);
    w("data arrives: OUT reported too");
    read(s, b, 9);
    nb(s);
    long t = 0;
    int n;
    while ((n = write(s, b, 65536)) > 0) t += n;
    w("send buffer filled (EAGAIN)");
    nb(c);
    long r = 0;
    while ((n = read(c, b, 65536)) > 0) r += n;
    ms(5);
    w("reader drained part: EPOLLOUT edge");
    while ((n = read(c, b, 65536)) > 0) r += n;
    ms(20);
    while ((n = read(c, b, 65536)) > 0) r += n;
    w("more drained");
    printf("  (filled %ld, read %ld)\n", t, r);
    printf("## ONESHOT\n");
    close(ep);
    ep = epoll_create1(0);
    add(s, EPOLLIN | EPOLLONESHOT);
    write(c, "1", 1);
    ms(5);
    w("first");
    write(c, "2", 1);
    ms(5);
    w("disabled");
    mod(s, EPOLLIN | EPOLLONESHOT);
    w("re-armed");
    read(s, b, 9);
    close(ep);
    close(c);
    close(s);
    printf("## hangup cases, interest IN|OUT|RDHUP (LT)\n");
    unsigned I = EPOLLIN | EPOLLOUT | EPOLLRDHUP;
    fcntl(L, F_SETFL, 0);
#define NEW                                                                                        \
    ep = epoll_create1(0);                                                                         \
    c = client(9700);                                                                              \
    s = accept(L, 0, 0);                                                                           \
    add(s, I);
#define END                                                                                        \
    close(ep);                                                                                     \
    close(c);                                                                                      \
    close(s);
    NEW shutdown(c, SHUT_WR);
    ms(5);
    w("peer shutdown(SHUT_WR)");
    END NEW close(c);
    ms(5);
    w("peer close() (FIN)");
    write(s, "x", 1);
    ms(5);
    w("...after we write and get RST");
    printf("   SO_ERROR=%s\n", enx(soerr(s)));
    w("...after SO_ERROR read");
    END NEW shutdown(s, SHUT_WR);
    ms(5);
    w("we shutdown(SHUT_WR)");
    shutdown(c, SHUT_WR);
    ms(5);
    w("...and peer FINs too");
    END NEW shutdown(s, SHUT_RD);
    ms(5);
    w("we shutdown(SHUT_RD)");
    END NEW shutdown(s, SHUT_RDWR);
    ms(5);
    w("we shutdown(SHUT_RDWR)");
    END NEW {
        struct linger l = {1, 0};
        setsockopt(c, SOL_SOCKET, SO_LINGER, &l, sizeof l);
        close(c);
    }
    ms(5);
    w("peer RST (linger 0)");
    printf("   SO_ERROR=%s\n", enx(soerr(s)));
    w("...after SO_ERROR read");
    close(ep);
    close(s);
    NEW {
        write(c, "data", 4);
        ms(5);
        close(c);
    }
    ms(5);
    w("peer data + FIN");
    read(s, b, 2);
    w("...2 of 4 read");
    read(s, b, 9);
    w("...all read");
    P("   read", read(s, b, 9));
    END printf("## events=0 interest still gets HUP/ERR\n");
    ep = epoll_create1(0);
    c = client(9700);
    s = accept(L, 0, 0);
    add(s, 0);
    {
        struct linger l = {1, 0};
        setsockopt(c, SOL_SOCKET, SO_LINGER, &l, sizeof l);
        close(c);
    }
    ms(5);
    w("RST, interest 0");
    close(ep);
    close(s);
    printf("## fresh / connecting\n");
    ep = epoll_create1(0);
    s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    add(s, I);
    w("fresh unconnected socket");
    struct sockaddr_in a = A(9999);
    P("connect to closed port", connect(s, (void *)&a, sizeof a));
    w("refused");
    printf("   SO_ERROR=%s\n", enx(soerr(s)));
    w("after SO_ERROR");
    close(ep);
    close(s);
    ep = epoll_create1(0);
    int LL = listener(9701, 0);
    int q = client(9701);
    (void)LL;
    (void)q;
    s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    a = A(9701);
    add(s, I);
    P("connect, SYN dropped (queue full)", connect(s, (void *)&a, sizeof a));
    w("SYN_SENT");
    printf("   state=%s SO_ERROR=%s\n", st(s), enx(soerr(s)));
    P("connect again", connect(s, (void *)&a, sizeof a));
    P("write in SYN_SENT", write(s, "x", 1));
    P("read in SYN_SENT", read(s, b, 1));
    P("getpeername in SYN_SENT", ({
          struct sockaddr_in x;
          socklen_t xl = sizeof x;
          getpeername(s, (void *)&x, &xl);
      }));
    close(ep);
    close(s);
    printf("## epoll errors\n");
    ep = epoll_create1(0);
    {
        struct epoll_event e = {EPOLLIN};
        P("ADD", epoll_ctl(ep, EPOLL_CTL_ADD, L, &e));
        P("ADD again", epoll_ctl(ep, EPOLL_CTL_ADD, L, &e));
        P("MOD unknown", epoll_ctl(ep, EPOLL_CTL_MOD, q, &e));
        P("DEL unknown", epoll_ctl(ep, EPOLL_CTL_DEL, q, &e));
        P("ADD bad fd", epoll_ctl(ep, EPOLL_CTL_ADD, 777, &e));
        P("ADD epfd itself", epoll_ctl(ep, EPOLL_CTL_ADD, ep, &e));
        int f = open("/etc/passwd", O_RDONLY);
        P("ADD regular file", epoll_ctl(ep, EPOLL_CTL_ADD, f, &e));
        P("epoll_wait maxevents 0", epoll_wait(ep, &e, 0, 0));
        P("epoll_wait on non-epoll", epoll_wait(L, &e, 1, 0));
        P("epoll_create(0)", epoll_create(0));
    }
    printf("## close() removes from epoll; dup keeps it\n");
    c = client(9700);
    s = accept(L, 0, 0);
    struct epoll_event e = {EPOLLIN, {.fd = s}};
    close(ep);
    ep = epoll_create1(0);
    epoll_ctl(ep, EPOLL_CTL_ADD, s, &e);
    int d = dup(s);
    write(c, "hi", 2);
    ms(5);
    close(s);
    w("close(fd) while a dup exists: event still reported");
    close(d);
    w("last close");
    return 0;
}
