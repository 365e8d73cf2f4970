#include "util.h"
static int S(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static int U(void) { return socket(AF_INET, SOCK_DGRAM, 0); }
int main(void) {
    struct sockaddr_in a;
    int s, l, u;
    char b[16] = {0};
    socklen_t n;
    signal(SIGPIPE, SIG_IGN);
    printf("# socket()\n");
    P("socket(AF_INET,SOCK_STREAM,0)", S());
    P("socket(AF_INET,SOCK_STREAM,IPPROTO_UDP)", socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
    P("socket(AF_INET,SOCK_DGRAM,IPPROTO_TCP)", socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
    P("socket(AF_INET,SOCK_STREAM,999)", socket(AF_INET, SOCK_STREAM, 999));
    P("socket(AF_INET,SOCK_STREAM,255)", socket(AF_INET, SOCK_STREAM, 255));
    P("socket(AF_INET,99,0)", socket(AF_INET, 99, 0));
    P("socket(AF_INET,7,0)", socket(AF_INET, 7, 0));
    P("socket(AF_INET,SOCK_SEQPACKET,0)", socket(AF_INET, SOCK_SEQPACKET, 0));
    P("socket(9999,SOCK_STREAM,0)", socket(9999, SOCK_STREAM, 0));
    P("socket(AF_INET,SOCK_STREAM|SOCK_NONBLOCK,0) O_NONBLOCK set",
      !!(fcntl(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), F_GETFL) & O_NONBLOCK));
    printf("# bind()\n");
    s = S();
    a = A(9201);
    P("bind(127.0.0.1:9201)", bind(s, (void *)&a, sizeof a));
    a = A(9202);
    P("bind again on same fd (other port)", bind(s, (void *)&a, sizeof a));
    int s2 = S();
    a = A(9201);
    P("2nd socket bind same port (first only bound, no REUSEADDR)", bind(s2, (void *)&a, sizeof a));
    a.sin_addr.s_addr = INADDR_ANY;
    P("2nd socket bind 0.0.0.0 same port", bind(s2, (void *)&a, sizeof a));
    a.sin_addr.s_addr = htonl(0x7f000002);
    P("2nd socket bind 127.0.0.2 same port", bind(s2, (void *)&a, sizeof a));
    {
        int on = 1;
        int p = S(), q = S();
        setsockopt(p, SOL_SOCKET, SO_REUSEADDR, &on, 4);
        setsockopt(q, SOL_SOCKET, SO_REUSEADDR, &on, 4);
        a = A(9203);
        P("REUSEADDR both, first bound not listening: bind 1", bind(p, (void *)&a, sizeof a));
        P("   bind 2 (both REUSEADDR, none listening)", bind(q, (void *)&a, sizeof a));
        P("   listen 1", listen(p, 5));
        P("   listen 2 (same addr)", listen(q, 5));
        int r = S();
        setsockopt(r, SOL_SOCKET, SO_REUSEADDR, &on, 4);
        P("   bind 3 REUSEADDR while first LISTENs", bind(r, (void *)&a, sizeof a));
        int t = S();
        P("   bind 4 without REUSEADDR while first LISTENs", bind(t, (void *)&a, sizeof a));
    }
    {
        int on = 1;
        int p = S(), q = S();
        setsockopt(p, SOL_SOCKET, SO_REUSEPORT, &on, 4);
        setsockopt(q, SOL_SOCKET, SO_REUSEPORT, &on, 4);
        a = A(9204);
        P("REUSEPORT: bind 1", bind(p, (void *)&a, sizeof a));
        P("REUSEPORT: listen 1", listen(p, 5));
        P("REUSEPORT: bind 2", bind(q, (void *)&a, sizeof a));
        P("REUSEPORT: listen 2", listen(q, 5));
    }
    s = S();
    a = A(9205);
    a.sin_addr.s_addr = htonl(0x08080808);
    P("bind(8.8.8.8) non-local address", bind(s, (void *)&a, sizeof a));
    a = A(9205);
    a.sin_family = AF_INET6;
    P("bind wrong family AF_INET6 on AF_INET socket, addrlen 16", bind(s, (void *)&a, sizeof a));
    a = A(9205);
    a.sin_family = AF_UNIX;
    P("bind wrong family AF_UNIX on AF_INET socket", bind(s, (void *)&a, sizeof a));
    a = A(9205);
    a.sin_family = AF_UNSPEC;
    P("bind family AF_UNSPEC with 127.0.0.1", bind(s, (void *)&a, sizeof a));
    a.sin_addr.s_addr = 0;
    P("bind family AF_UNSPEC with INADDR_ANY", bind(s, (void *)&a, sizeof a));
    s = S();
    a = A(9206);
    P("bind addrlen 8 (short)", bind(s, (void *)&a, 8));
    P("bind addrlen 0", bind(s, (void *)&a, 0));
    P("bind addrlen -1", bind(s, (void *)&a, -1));
    P("bind addrlen 200", bind(s, (void *)&a, 200));
    P("bind(NULL)", bind(s, NULL, sizeof a));
    P("bind((void*)8)", bind(s, (void *)8, sizeof a));
    P("bind EBADF", bind(777, (void *)&a, sizeof a));
    P("bind(0 = stdin) ENOTSOCK", bind(0, (void *)&a, sizeof a));
    s = S();
    a = A(0);
    bind(s, (void *)&a, sizeof a);
    n = sizeof a;
    getsockname(s, (void *)&a, &n);
    printf("bind(port 0): kernel picked ephemeral port in 32768..60999? %d  (parity %s)\n",
           ntohs(a.sin_port) >= 32768 && ntohs(a.sin_port) <= 60999,
           ntohs(a.sin_port) % 2 ? "odd" : "even");
    s = S();
    n = sizeof a;
    getsockname(s, (void *)&a, &n);
    printf("getsockname unbound: %s:%d len=%d\n", inet_ntoa(a.sin_addr), ntohs(a.sin_port), n);
    n = sizeof a;
    P("getpeername unconnected", getpeername(s, (void *)&a, &n));
    printf("# listen()\n");
    s = S();
    P("listen on unbound socket", listen(s, 5));
    n = sizeof a;
    getsockname(s, (void *)&a, &n);
    printf("   autobound to %s:%d (ephemeral) poll=%s\n", inet_ntoa(a.sin_addr), ntohs(a.sin_port),
           pev(P1(s)));
    P("listen twice (changes backlog)", listen(s, 9));
    P("bind after listen", (a = A(9207), bind(s, (void *)&a, sizeof a)));
    P("connect on listening socket", (a = A(9201), connect(s, (void *)&a, sizeof a)));
    P("listen(-1 backlog)", listen(s, -1));
    {
        char c[100];
        n = sizeof a;
        getsockname(s, (void *)&a, &n);
        snprintf(c, 100, "ss -Hltn sport = :%d", ntohs(a.sin_port));
        sh(c);
    }
    u = U();
    P("listen on UDP", listen(u, 5));
    P("listen EBADF", listen(777, 5));
    P("listen ENOTSOCK", listen(0, 5));
    printf("# accept()\n");
    s = S();
    P("accept on unbound, non-listening", accept(s, 0, 0));
    a = A(9208);
    bind(s, (void *)&a, sizeof a);
    P("accept on bound non-listening", accept(s, 0, 0));
    P("accept on UDP", accept(u, 0, 0));
    P("accept EBADF", accept(777, 0, 0));
    P("accept ENOTSOCK", accept(0, 0, 0));
    l = listener(9209, 5);
    nb(l);
    P("accept nonblocking, empty queue", accept(l, 0, 0));
    P("accept4 bad flags", accept4(l, 0, 0, 12345));
    {
        int c = client(9209);
        P("accept with bad addr pointer (conn pending)", accept(l, (void *)8, &n));
        P("   accept again (was the connection consumed?)", accept(l, 0, 0));
        close(c);
    }
    {
        int c = client(9209);
        int z = -1;
        P("accept with *addrlen = -1", accept(l, (void *)&a, (socklen_t *)&z));
        P("   accept again", accept(l, 0, 0));
        close(c);
    }
    {
        int c = client(9209);
        n = 4;
        memset(&a, 0, sizeof a);
        P("accept with addrlen 4 (truncation)", accept(l, (void *)&a, &n));
        printf("   returned addrlen=%d family=%d port=%d addr=%08x\n", n, a.sin_family,
               ntohs(a.sin_port), a.sin_addr.s_addr);
        close(c);
    }
    printf("# I/O on listening / unconnected sockets\n");
    P("read(listener)", read(l, b, 1));
    P("write(listener)", write(l, b, 1));
    P("send(listener)", send(l, b, 1, 0));
    P("recv(listener)", recv(l, b, 1, 0));
    P("shutdown(listener,SHUT_RD)", shutdown(l, SHUT_RD));
    s = S();
    P("read(fresh TCP socket)", read(s, b, 1));
    P("write(fresh TCP socket) SIGPIPE ignored", write(s, b, 1));
    P("send(fresh,MSG_NOSIGNAL)", send(s, b, 1, MSG_NOSIGNAL));
    P("shutdown(fresh)", shutdown(s, SHUT_WR));
    s = S();
    printf("poll(fresh socket)= %s\n", pev(P1(s)));
    printf("   after shutdown(listener,SHUT_RD): state=%s poll=%s\n", st(l), pev(P1(l)));
    P("   accept(listener after shutdown)", accept(l, 0, 0));
    P("   listen() again", listen(l, 5));
    nb(l);
    P("   accept() nonblocking again", accept(l, 0, 0));
    printf("# connect()\n");
    s = S();
    a = A(9999);
    P("connect to closed port", connect(s, (void *)&a, sizeof a));
    P("   connect again same fd to closed port", connect(s, (void *)&a, sizeof a));
    printf("   SO_ERROR=%s poll=%s\n", enx(soerr(s)), pev(P1(s)));
    {
        int bb = S();
        a = A(9210);
        bind(bb, (void *)&a, sizeof a);
        s = S();
        P("connect to bound-but-not-listening port", connect(s, (void *)&a, sizeof a));
    }
    s = S();
    a = A(9209);
    P("connect to listener after failed? (fresh fd)", connect(s, (void *)&a, sizeof a));
    P("connect again when ESTABLISHED", connect(s, (void *)&a, sizeof a));
    s = S();
    P("connect addrlen 8", connect(s, (void *)&a, 8));
    P("connect addrlen 0", connect(s, (void *)&a, 0));
    a.sin_family = 77;
    P("connect family 77", connect(s, (void *)&a, sizeof a));
    a = A(9209);
    P("connect(NULL)", connect(s, NULL, sizeof a));
    P("connect EBADF", connect(777, (void *)&a, sizeof a));
    P("connect ENOTSOCK", connect(0, (void *)&a, sizeof a));
    a = A(0);
    s = S();
    P("connect port 0", connect(s, (void *)&a, sizeof a));
    a = A(9209);
    a.sin_addr.s_addr = htonl(0x08080808);
    s = S();
    P("connect 8.8.8.8 with no route (netns with only lo)", connect(s, (void *)&a, sizeof a));
    a.sin_addr.s_addr = htonl(0xe0000001);
    P("connect to multicast 224.0.0.1", connect(s, (void *)&a, sizeof a));
    a.sin_addr.s_addr = 0xffffffff;
    P("connect to broadcast 255.255.255.255", connect(s, (void *)&a, sizeof a));
    a = A(9209);
    a.sin_addr.s_addr = 0;
    s = S();
    P("connect to 0.0.0.0 (means localhost on Linux)", connect(s, (void *)&a, sizeof a));
    s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    a = A(9209);
    P("nonblocking connect to listener on lo", connect(s, (void *)&a, sizeof a));
    printf("   SO_ERROR=%s poll=%s state=%s\n", enx(soerr(s)), pev(P1(s)), st(s));
    P("   second connect()", connect(s, (void *)&a, sizeof a));
    P("   third connect()", connect(s, (void *)&a, sizeof a));
    s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    a = A(9999);
    P("nonblocking connect to closed port on lo", connect(s, (void *)&a, sizeof a));
    printf("   poll=%s", pev(P1(s)));
    printf(" SO_ERROR=%s", enx(soerr(s)));
    printf(" SO_ERROR again=%s poll after=%s\n", enx(soerr(s)), pev(P1(s)));
    P("   connect again to listener on the same fd",
      (a = A(9209), connect(s, (void *)&a, sizeof a)));
    printf("# misc\n");
    P("read EBADF", read(777, b, 1));
    P("write EBADF", write(777, b, 1));
    {
        int L, c, sv;
        pair(9211, &L, &c, &sv);
        P("read(connected, bad pointer) with no data nonblock", (nb(sv), read(sv, (void *)8, 10)));
        write(c, "hello", 5);
        ms(20);
        P("read(connected, bad pointer) with 5 bytes queued", read(sv, (void *)8, 5));
        P("   then read 5 into good buffer", read(sv, b, 5));
        P("write(connected, bad pointer)", write(c, (void *)8, 5));
        P("read len 0", read(sv, b, 0));
        P("write len 0", write(c, b, 0));
        P("getsockopt bad level", (n = 4, getsockopt(c, 9999, 1, b, &n)));
        P("getsockopt bad opt", (n = 4, getsockopt(c, SOL_SOCKET, 9999, b, &n)));
        P("setsockopt SO_REUSEADDR optlen 1", setsockopt(c, SOL_SOCKET, SO_REUSEADDR, b, 1));
        P("setsockopt NULL", setsockopt(c, SOL_SOCKET, SO_REUSEADDR, NULL, 4));
        P("getsockopt(stdin)", (n = 4, getsockopt(0, SOL_SOCKET, SO_TYPE, b, &n)));
        P("shutdown(how=3)", shutdown(c, 3));
        P("lseek(socket)", lseek(c, 0, SEEK_SET));
        P("pread(socket)", pread(c, b, 1, 0));
    }
    return 0;
}
