#include "util.h"
static int g(int fd, int o) {
    int v;
    socklen_t n = 4;
    getsockopt(fd, SOL_SOCKET, o, &v, &n);
    return v;
}
static void show(const char *t, int fd) {
    struct tcp_info i;
    socklen_t n = sizeof i;
    int mss;
    socklen_t m = 4;
    getsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &mss, &m);
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &i, &n);
    printf("%-34s SO_SNDBUF=%d SO_RCVBUF=%d TCP_MAXSEG=%d snd_mss=%u rcv_ssthresh=%u snd_cwnd=%u "
           "wscale=%d/%d rto=%u\n",
           t, g(fd, SO_SNDBUF), g(fd, SO_RCVBUF), mss, i.tcpi_snd_mss, i.tcpi_rcv_ssthresh,
           i.tcpi_snd_cwnd, i.tcpi_snd_wscale, i.tcpi_rcv_wscale, i.tcpi_rto);
}
static char b[1 << 20];
int main(void) {
    int L, c, s;
    int f = socket(AF_INET, SOCK_STREAM, 0);
    show("fresh TCP socket", f);
    int d = socket(AF_INET, SOCK_DGRAM, 0);
    printf("fresh UDP: SO_SNDBUF=%d SO_RCVBUF=%d\n", g(d, SO_SNDBUF), g(d, SO_RCVBUF));
    L = listener(9600, 5);
    show("listening", L);
    c = client(9600);
    s = accept(L, 0, 0);
    show("connected client (lo)", c);
    show("accepted (lo)", s);
    int v;
    for (int k = 0; k < 6; k++) {
        int t[] = {1, 1000, 4096, 10000, 65536, 100000000};
        v = t[k];
        setsockopt(f, SOL_SOCKET, SO_RCVBUF, &v, 4);
        setsockopt(f, SOL_SOCKET, SO_SNDBUF, &v, 4);
        printf("setsockopt %d -> getsockopt SO_RCVBUF=%d SO_SNDBUF=%d\n", v, g(f, SO_RCVBUF),
               g(f, SO_SNDBUF));
    }
    sh("cat /proc/sys/net/ipv4/tcp_rmem /proc/sys/net/ipv4/tcp_wmem");
    v = 20000;
    setsockopt(L, SOL_SOCKET, SO_RCVBUF, &v, 4);
    int c2 = client(9600), s2 = accept(L, 0, 0);
    show("accepted from listener with RCVBUF 20000", s2);
    (void)c2;
    printf("# fill: non-blocking writes until EAGAIN, reader never reads (default buffers)\n");
    nb(c);
    long tot = 0;
    int n, k = 0, last = 0;
    while ((n = write(c, b, 16384)) > 0) {
        tot += n;
        k++;
        last = n;
        if (n < 16384) printf("  partial write: asked 16384 got %d after %ld total\n", n, tot);
    }
    printf("writes=%d total=%ld last=%d then -1 %s; poll(c)=%s\n", k, tot, last,
           strerrorname_np(errno), pev(P1(c)));
    int q, o;
    ioctl(s, FIONREAD, &q);
    ioctl(c, SIOCOUTQ, &o);
    printf("FIONREAD(receiver)=%d SIOCOUTQ(sender unacked+unsent)=%d sum=%d\n", q, o, q + o);
    show("client after fill", c);
    show("server after fill", s);
    ms(300);
    tot = 0;
    while ((n = write(c, b, 16384)) > 0) tot += n;
    printf("after 300 ms more: additional %ld\n", tot);
    printf("# reader drains; when does POLLOUT come back?\n");
    long rd = 0;
    nb(s);
    for (;;) {
        n = read(s, b, 65536);
        if (n <= 0) {
            ms(5);
            n = read(s, b, 65536);
            if (n <= 0) break;
        }
        rd += n;
        int e = P1(c);
        ms(2);
        if (P1(c) & POLLOUT) {
            ioctl(c, SIOCOUTQ, &o);
            printf("POLLOUT after reader consumed %ld bytes; SIOCOUTQ=%d sndbuf=%d\n", rd, o,
                   g(c, SO_SNDBUF));
            break;
        }
        (void)e;
    }
    close(c);
    close(s);
    printf("# same with fixed SO_SNDBUF=8192 (->16384) on client, SO_RCVBUF=8192 (->16384) on "
           "listener\n");
    int L2 = socket(AF_INET, SOCK_STREAM, 0);
    v = 8192;
    setsockopt(L2, SOL_SOCKET, SO_RCVBUF, &v, 4);
    struct sockaddr_in a = A(9601);
    bind(L2, (void *)&a, sizeof a);
    listen(L2, 5);
    c = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(c, SOL_SOCKET, SO_SNDBUF, &v, 4);
    connect(c, (void *)&a, sizeof a);
    s = accept(L2, 0, 0);
    nb(c);
    show("client", c);
    show("server", s);
    for (int sz = 1; sz <= 100000; sz *= 10) {
    }
    tot = 0;
    while ((n = write(c, b, 1000)) > 0) {
        tot += n;
        if (n < 1000) printf("  partial write: asked 1000 got %d at total %ld\n", n, tot);
    }
    ioctl(s, FIONREAD, &q);
    ioctl(c, SIOCOUTQ, &o);
    printf("1000-byte writes: total accepted=%ld FIONREAD=%d SIOCOUTQ=%d\n", tot, q, o);
    n = write(c, b, 100000);
    printf("one more write(100000) = %d %s\n", n, n < 0 ? strerrorname_np(errno) : "");
    close(c);
    close(s);
    c = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(c, SOL_SOCKET, SO_SNDBUF, &v, 4);
    connect(c, (void *)&a, sizeof a);
    s = accept(L2, 0, 0);
    nb(c);
    n = write(c, b, 1000000);
    ioctl(s, FIONREAD, &q);
    ioctl(c, SIOCOUTQ, &o);
    printf("single nonblocking write(1000000) = %d (partial); FIONREAD=%d SIOCOUTQ=%d\n", n, q, o);
    n = write(c, b, 1);
    printf("next write(1) = %d %s\n", n, n < 0 ? strerrorname_np(errno) : "");
    close(c);
    close(s);
    printf("# blocking write of 1 MB with reader that sleeps: blocks until all queued\n");
    c = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(c, SOL_SOCKET, SO_SNDBUF, &v, 4);
    connect(c, (void *)&a, sizeof a);
    s = accept(L2, 0, 0);
    if (!fork()) {
        close(c);
        ms(500);
        long t = 0;
        while ((n = read(s, b, 65536)) > 0) t += n;
        _exit(0);
    }
    double t = now();
    n = write(c, b, 1 << 20);
    printf("blocking write(1048576) = %d after %.2f s\n", n, now() - t);
    printf("# TCP_NODELAY default etc.\n");
    int o1;
    socklen_t m = 4;
    getsockopt(c, IPPROTO_TCP, TCP_NODELAY, &o1, &m);
    printf("TCP_NODELAY=%d ", o1);
    m = 4;
    getsockopt(c, SOL_SOCKET, SO_KEEPALIVE, &o1, &m);
    printf("SO_KEEPALIVE=%d ", o1);
    m = 4;
    getsockopt(c, IPPROTO_TCP, TCP_KEEPIDLE, &o1, &m);
    printf("KEEPIDLE=%d ", o1);
    m = 4;
    getsockopt(c, SOL_SOCKET, SO_REUSEADDR, &o1, &m);
    printf("SO_REUSEADDR=%d ", o1);
    m = 4;
    getsockopt(c, SOL_SOCKET, SO_RCVLOWAT, &o1, &m);
    printf("SO_RCVLOWAT=%d ", o1);
    m = 4;
    getsockopt(L, SOL_SOCKET, SO_ACCEPTCONN, &o1, &m);
    printf("SO_ACCEPTCONN(listener)=%d ", o1);
    m = 4;
    getsockopt(c, IPPROTO_TCP, TCP_USER_TIMEOUT, &o1, &m);
    printf("USER_TIMEOUT=%d\n", o1);
    return 0;
}
