#include "util.h"
static int g(int fd, int o) {
    int v;
    socklen_t n = 4;
    getsockopt(fd, SOL_SOCKET, o, &v, &n);
    return v;
}
static char b[1 << 20];
static void show(const char *t, int fd) {
    struct tcp_info i;
    socklen_t n = sizeof i;
    int mss;
    socklen_t m = 4;
    getsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &mss, &m);
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &i, &n);
    printf("%-30s SO_SNDBUF=%d SO_RCVBUF=%d MAXSEG=%d rcv_ssthresh=%u cwnd=%u wscale=%d/%d rto=%u "
           "ssthresh=%u\n",
           t, g(fd, SO_SNDBUF), g(fd, SO_RCVBUF), mss, i.tcpi_rcv_ssthresh, i.tcpi_snd_cwnd,
           i.tcpi_snd_wscale, i.tcpi_rcv_wscale, i.tcpi_rto, i.tcpi_snd_ssthresh);
    fflush(stdout);
}
int main(int c, char **v) {
    struct sockaddr_in a = A(9600);
    inet_pton(AF_INET, "10.9.0.2", &a.sin_addr);
    if (v[1][0] == 's') {
        int l = socket(AF_INET, SOCK_STREAM, 0), on = 1;
        setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, 4);
        bind(l, (void *)&a, sizeof a);
        listen(l, 5);
        int s = accept(l, 0, 0);
        show("server: accepted", s);
        ms(1500);
        int q;
        ioctl(s, FIONREAD, &q);
        printf("server: FIONREAD after fill=%d\n", q);
        show("server: after fill", s);
        close(s);
        return 0;
    }
    int s = socket(AF_INET, SOCK_STREAM, 0);
    show("client: fresh", s);
    connect(s, (void *)&a, sizeof a);
    show("client: connected", s);
    nb(s);
    long t = 0;
    int n, k = 0;
    while ((n = write(s, b, 4096)) > 0) {
        t += n;
        k++;
    }
    printf("client: nonblocking 4096-byte writes until EAGAIN at once: %d writes, %ld bytes\n", k,
           t);
    double T = now();
    while (now() - T < 1) {
        while ((n = write(s, b, 4096)) > 0) t += n;
        ms(1);
    }
    int o;
    ioctl(s, SIOCOUTQ, &o);
    printf("client: total accepted after 1 s with a reader that never reads: %ld, SIOCOUTQ=%d\n", t,
           o);
    show("client: after fill", s);
    return 0;
}
