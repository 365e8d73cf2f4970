#include "util.h"
static int port = 9500;
static int L, c, s;
static char b[65536];
static void np(const char *t) {
    port++;
    printf("\n### %s  [port %d]\n", t, port);
    pair(port, &L, &c, &s);
}
static void fin(void) {
    close(c);
    close(s);
    close(L);
}
static void W(const char *who, int fd, int n) {
    char l[99];
    sprintf(l, "%s write %d", who, n);
    P(l, write(fd, b, n));
}
static volatile int sp;
static void h(int x) { sp++; }
int main(void) {
    signal(SIGPIPE, h);
    np("A. peer closes (FIN); we read then write twice");
    close(s);
    ms(20);
    printf("client state=%s poll=%s\n", st(c), pev(P1(c)));
    P("client read", read(c, b, 9));
    P("client read again", read(c, b, 9));
    W("client 1st", c, 5);
    printf("SIGPIPEs=%d\n", sp);
    ms(20);
    printf("after RST: state=%s poll=%s\n", st(c), pev(P1(c)));
    W("client 2nd", c, 5);
    printf("SIGPIPEs=%d SO_ERROR=%s\n", sp, enx(soerr(c)));
    P("client read after", read(c, b, 9));
    fin();
    np("B. like A but read after RST before write");
    close(s);
    ms(20);
    W("client 1st", c, 5);
    ms(20);
    P("client read after RST", read(c, b, 9));
    P("client read again", read(c, b, 9));
    sp = 0;
    W("client write", c, 5);
    printf("SIGPIPEs=%d\n", sp);
    fin();
    np("C. close with unread data in receive buffer -> RST (established)");
    W("client", c, 5);
    ms(20);
    close(s);
    ms(20);
    printf("client state=%s poll=%s\n", st(c), pev(P1(c)));
    P("client read", read(c, b, 9));
    P("client read again", read(c, b, 9));
    sp = 0;
    W("client", c, 5);
    printf("SIGPIPEs=%d\n", sp);
    fin();
    np("C2. server wrote response but leaves request bytes unread, closes: does client get the "
       "response?");
    W("client", c, 500);
    ms(20);
    P("server read 10 of 500", read(s, b, 10));
    P("server write response 100", write(s, b, 100));
    close(s);
    ms(20);
    printf("client state=%s poll=%s\n", st(c), pev(P1(c)));
    P("client read", read(c, b, 999));
    P("client read again", read(c, b, 999));
    fin();
    np("C3. like C2 but client data arrives AFTER server close");
    P("server write response 100", write(s, b, 100));
    close(s);
    ms(20);
    W("client late", c, 50);
    ms(20);
    printf("client poll=%s\n", pev(P1(c)));
    P("client read", read(c, b, 999));
    P("client read again", read(c, b, 999));
    fin();
    np("D. SO_LINGER {1,0} close -> RST");
    {
        struct linger l = {1, 0};
        setsockopt(s, SOL_SOCKET, SO_LINGER, &l, sizeof l);
        double t = now();
        P("server close", close(s));
        printf("took %.3f\n", now() - t);
    }
    ms(20);
    printf("client state=%s poll=%s\n", st(c), pev(P1(c)));
    P("client read", read(c, b, 9));
    P("client read again", read(c, b, 9));
    sh("ss -Htan state time-wait");
    fin();
    np("D2. SO_LINGER {1,0} with data in send buffer: data delivered?");
    {
        struct linger l = {1, 0};
        P("server write 100", write(s, b, 100));
        setsockopt(s, SOL_SOCKET, SO_LINGER, &l, sizeof l);
        close(s);
    }
    ms(20);
    P("client read", read(c, b, 999));
    P("client read again", read(c, b, 999));
    fin();
    np("E. shutdown(SHUT_WR) half close: client half-closes, server still sends");
    P("client shutdown(SHUT_WR)", shutdown(c, SHUT_WR));
    ms(20);
    printf("client %s poll=%s | server %s poll=%s\n", st(c), pev(P1(c)), st(s), pev(P1(s)));
    P("server read", read(s, b, 9));
    W("server", s, 7);
    ms(20);
    P("client read", read(c, b, 9));
    sp = 0;
    W("client", c, 1);
    printf("SIGPIPEs=%d\n", sp);
    P("client shutdown(SHUT_WR) again", shutdown(c, SHUT_WR));
    close(s);
    ms(20);
    printf("client %s poll=%s\n", st(c), pev(P1(c)));
    P("client read", read(c, b, 9));
    fin();
    np("F. shutdown(SHUT_RD): nothing on the wire");
    P("client shutdown(SHUT_RD)", shutdown(c, SHUT_RD));
    printf("client %s poll=%s | server %s poll=%s\n", st(c), pev(P1(c)), st(s), pev(P1(s)));
    P("client read", read(c, b, 9));
    W("server", s, 7);
    ms(20);
    printf("client poll=%s\n", pev(P1(c)));
    P("client read (data arrived after SHUT_RD)", read(c, b, 9));
    P("client read again", read(c, b, 9));
    fin();
    np("G. shutdown(SHUT_RDWR) then close");
    P("client shutdown(SHUT_RDWR)", shutdown(c, SHUT_RDWR));
    ms(10);
    printf("client %s poll=%s | server %s poll=%s\n", st(c), pev(P1(c)), st(s), pev(P1(s)));
    W("server", s, 7);
    ms(20);
    printf("client %s poll=%s\n", st(c), pev(P1(c)));
    P("client read", read(c, b, 9));
    printf("server %s\n", st(s));
    fin();
    np("H. who holds TIME_WAIT: client closes first");
    close(c);
    ms(20);
    printf("server %s\n", st(s));
    close(s);
    ms(20);
    {
        char k[99];
        sprintf(k, "ss -Htan '( sport = :%d or dport = :%d )'", port, port);
        sh(k);
    }
    close(L);
    np("H2. who holds TIME_WAIT: server closes first");
    close(s);
    ms(20);
    printf("client %s\n", st(c));
    close(c);
    ms(20);
    {
        char k[99];
        sprintf(k, "ss -Htan '( sport = :%d or dport = :%d )'", port, port);
        sh(k);
    }
    close(L);
    {
        int n = socket(AF_INET, SOCK_STREAM, 0), on = 1;
        struct sockaddr_in a = A(port);
        P("rebind listener port with server-side TIME_WAIT, no SO_REUSEADDR",
          bind(n, (void *)&a, sizeof a));
        setsockopt(n, SOL_SOCKET, SO_REUSEADDR, &on, 4);
        P("rebind with SO_REUSEADDR (old listener had it too)", bind(n, (void *)&a, sizeof a));
        P("listen", listen(n, 5));
        close(n);
    }
    port++;
    printf("\n### H3. TIME_WAIT of a listener WITHOUT SO_REUSEADDR, new one WITH [port %d]\n",
           port);
    {
        int l = socket(AF_INET, SOCK_STREAM, 0), on = 1;
        struct sockaddr_in a = A(port);
        bind(l, (void *)&a, sizeof a);
        listen(l, 5);
        int cc = client(port), ss = accept(l, 0, 0);
        close(ss);
        ms(10);
        close(cc);
        ms(10);
        close(l);
        int n = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(n, SOL_SOCKET, SO_REUSEADDR, &on, 4);
        P("bind with SO_REUSEADDR on new only", bind(n, (void *)&a, sizeof a));
        P("listen", listen(n, 5));
        close(n);
    }
    port++;
    printf("\n### H4. live ESTABLISHED connection, listener closed, rebind [port %d]\n", port);
    {
        int l = listener(port, 5), on = 1;
        struct sockaddr_in a = A(port);
        int cc = client(port), ss = accept(l, 0, 0);
        close(l);
        int n = socket(AF_INET, SOCK_STREAM, 0);
        P("rebind no REUSEADDR", bind(n, (void *)&a, sizeof a));
        setsockopt(n, SOL_SOCKET, SO_REUSEADDR, &on, 4);
        P("rebind REUSEADDR", bind(n, (void *)&a, sizeof a));
        P("listen", listen(n, 5));
        close(n);
        close(cc);
        close(ss);
    }
    np("I. simultaneous close (both shutdown WR)");
    shutdown(c, SHUT_WR);
    shutdown(s, SHUT_WR);
    ms(20);
    printf("client %s server %s\n", st(c), st(s));
    fin();
    np("J. server never closes: client FIN_WAIT2, server CLOSE_WAIT");
    close(c);
    ms(20);
    printf("server %s poll=%s\n", st(s), pev(P1(s)));
    {
        char k[99];
        sprintf(k, "ss -Htanoe '( sport = :%d or dport = :%d )'", port, port);
        sh(k);
    }
    W("server writes to fully closed client", s, 5);
    ms(20);
    printf("server %s poll=%s SO_ERROR=", st(s), pev(P1(s)));
    printf("%s\n", enx(soerr(s)));
    fin();
    np("K. close(fd) in one thread of dup'd fd: FIN only after last close");
    {
        int d = dup(c);
        close(c);
        ms(20);
        printf("server %s after close of one dup\n", st(s));
        close(d);
        ms(20);
        printf("server %s after last close\n", st(s));
    }
    close(s);
    close(L);
    np("L. shutdown works immediately despite dup");
    {
        int d = dup(c);
        shutdown(c, SHUT_WR);
        ms(20);
        printf("server %s\n", st(s));
        close(d);
    }
    fin();
    np("M. MSG_PEEK, small reads, coalescing (no message boundaries)");
    write(c, "hello ", 6);
    write(c, "world", 5);
    ms(20);
    P("recv PEEK 100", recv(s, b, 100, MSG_PEEK));
    P("read 3", read(s, b, 3));
    P("recv PEEK 100", recv(s, b, 100, MSG_PEEK));
    {
        int q;
        ioctl(s, FIONREAD, &q);
        printf("FIONREAD=%d\n", q);
    }
    P("read 100", read(s, b, 100));
    nb(s);
    P("read nonblocking empty", read(s, b, 100));
    P("recv MSG_DONTWAIT", recv(s, b, 1, MSG_DONTWAIT));
    fin();
    np("N. RST received while data unread: data lost?");
    W("client", c, 10);
    {
        struct linger l = {1, 0};
        setsockopt(c, SOL_SOCKET, SO_LINGER, &l, sizeof l);
        close(c);
    }
    ms(20);
    printf("server %s poll=%s\n", st(s), pev(P1(s)));
    P("server read 1", read(s, b, 99));
    P("server read 2", read(s, b, 99));
    close(s);
    close(L);
    np("O. SO_RCVTIMEO / SO_SNDTIMEO");
    {
        struct timeval tv = {0, 200000};
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        double t = now();
        P("read with 200ms SO_RCVTIMEO", read(s, b, 9));
        printf("after %.2f s\n", now() - t);
    }
    fin();
    return 0;
}
