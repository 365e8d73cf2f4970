#include "util.h"
static char b[99999];
int main(void) {
    signal(SIGPIPE, SIG_IGN);
    printf("## client data before accept()\n");
    int l = listener(9801, 5);
    int c = client(9801);
    P("client write before accept", write(c, "GET / HTTP/1.1\r\n\r\n", 18));
    ms(10);
    sh("ss -Htan '( sport = :9801 or dport = :9801 )'");
    printf("poll(listener)=%s\n", pev(P1(l)));
    int s = accept(l, 0, 0);
    P("accept", s);
    P("read right after accept", read(s, b, 99));
    close(s);
    close(c);
    printf("## client connects, writes, closes before accept()\n");
    c = client(9801);
    write(c, "bye", 3);
    close(c);
    ms(10);
    sh("ss -Htan '( sport = :9801 or dport = :9801 )'");
    struct sockaddr_in a;
    socklen_t n = sizeof a;
    s = accept(l, (void *)&a, &n);
    P("accept still succeeds", s);
    printf("state=%s poll=%s\n", st(s), pev(P1(s)));
    P("getpeername", getpeername(s, (void *)&a, &n));
    P("read", read(s, b, 99));
    P("read", read(s, b, 99));
    close(s);
    printf("## client RSTs before accept()\n");
    c = client(9801);
    {
        struct linger g = {1, 0};
        setsockopt(c, SOL_SOCKET, SO_LINGER, &g, sizeof g);
        close(c);
    }
    ms(10);
    sh("ss -Hltn sport = :9801");
    printf("poll(listener)=%s\n", pev(P1(l)));
    s = accept(l, (void *)&a, &n);
    P("accept (Linux returns a dead socket, not ECONNABORTED)", s);
    printf("state=%s poll=%s\n", st(s), pev(P1(s)));
    P("getpeername", getpeername(s, (void *)&a, &n));
    P("read", read(s, b, 99));
    P("read again", read(s, b, 99));
    P("write", write(s, b, 9));
    close(s);
    printf("## listener closes with 2 queued connections\n");
    c = client(9801);
    int c2 = client(9801);
    write(c2, "x", 1);
    ms(5);
    printf("before: %s %s\n", st(c), st(c2));
    close(l);
    ms(10);
    printf("after close(listener): %s poll=%s / %s poll=%s\n", st(c), pev(P1(c)), st(c2),
           pev(P1(c2)));
    P("client read", read(c, b, 9));
    P("client2 read", read(c2, b, 9));
    close(c);
    close(c2);
    sh("ss -Htan '( sport = :9801 or dport = :9801 )'");
    printf("## listener closes; accepted connection lives on\n");
    l = listener(9802, 5);
    c = client(9802);
    s = accept(l, 0, 0);
    close(l);
    P("client write", write(c, "still", 5));
    P("server read", read(s, b, 9));
    P("new connect", client(9802));
    close(c);
    close(s);
    printf("## listen backlog lowered below current queue\n");
    l = listener(9803, 5);
    for (int i = 0; i < 4; i++) client(9803);
    sh("ss -Hltn sport = :9803");
    P("listen(l,1)", listen(l, 1));
    sh("ss -Hltn sport = :9803");
    for (int i = 0; i < 4; i++) P("accept", accept(l, 0, 0));
    close(l);
    printf("## accept order is FIFO by handshake completion\n");
    l = listener(9804, 5);
    int pp[3];
    for (int i = 0; i < 3; i++) {
        int x = client(9804);
        struct sockaddr_in q;
        socklen_t z = sizeof q;
        getsockname(x, (void *)&q, &z);
        pp[i] = ntohs(q.sin_port);
    }
    for (int i = 0; i < 3; i++) {
        n = sizeof a;
        accept(l, (void *)&a, &n);
        printf("accept %d: peer port match client %s\n", i + 1,
               ntohs(a.sin_port) == pp[i] ? "in order" : "OUT OF ORDER");
    }
    printf("## fork'd processes share the accept queue (prefork), 9 clients 3 workers\n");
    int l2 = listener(9805, 16);
    int pf[2];
    pipe(pf);
    pid_t wp[3];
    for (int w = 0; w < 3; w++)
        if (!(wp[w] = fork())) {
            for (;;) {
                int x = accept(l2, 0, 0);
                if (x < 0) _exit(0);
                char q[40];
                int k = sprintf(q, "w%d ", w);
                write(pf[1], q, k);
                ms(20);
                close(x);
            }
        }
    ms(50);
    for (int i = 0; i < 9; i++) {
        client(9805);
        ms(2);
    }
    ms(400);
    fcntl(pf[0], F_SETFL, O_NONBLOCK);
    int k = read(pf[0], b, 999);
    b[k > 0 ? k : 0] = 0;
    printf("accepts by: %s\n", b);
    for (int w = 0; w < 3; w++) {
        kill(wp[w], SIGKILL);
        waitpid(wp[w], 0, 0);
    }

    printf("## accepted socket does not inherit O_NONBLOCK, inherits other options\n");
    int l3 = listener(9806, 5);
    nb(l3);
    int on = 1;
    setsockopt(l3, SOL_SOCKET, SO_KEEPALIVE, &on, 4);
    setsockopt(l3, IPPROTO_TCP, TCP_NODELAY, &on, 4);
    client(9806);
    ms(5);
    s = accept(l3, 0, 0);
    printf("O_NONBLOCK on accepted=%d", !!(fcntl(s, F_GETFL) & O_NONBLOCK));
    n = 4;
    getsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, &n);
    printf(" SO_KEEPALIVE=%d", on);
    n = 4;
    getsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, &n);
    printf(" TCP_NODELAY=%d", on);
    n = 4;
    getsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, &n);
    printf(" SO_REUSEADDR=%d\n", on);
    n = sizeof a;
    getsockname(s, (void *)&a, &n);
    printf("local port of accepted socket = %d (same as listener)\n", ntohs(a.sin_port));
    printf("## accept blocked in another thread, listener closed by close(): stays blocked; "
           "shutdown() wakes it\n");
    int l4 = listener(9807, 5);
    fflush(stdout);
    int pid = fork();
    if (!pid) {
        int r = accept(l4, 0, 0);
        printf("child accept returned %d %s\n", r, r < 0 ? strerrorname_np(errno) : "");
        fflush(stdout);
        _exit(0);
    }
    ms(50);
    shutdown(l4, SHUT_RDWR);
    waitpid(pid, 0, 0);
    return 0;
}
