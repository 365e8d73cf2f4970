#include "util.h"
int main(void) { /* accept() with EMFILE: connection stays queued */
    int l = listener(9101, 5);
    int c1 = client(9101), c2 = client(9101);
    (void)c1;
    (void)c2;
    struct rlimit r = {6, 1024};
    setrlimit(RLIMIT_NOFILE, &r);
    printf("fds in use: 0,1,2,%d(listen),%d,%d; limit 6\n", l, c1, c2);
    P("accept() at RLIMIT_NOFILE", accept(l, 0, 0));
    printf("poll(listener) = %s\n", pev(P1(l)));

    r.rlim_cur = 1024;
    setrlimit(RLIMIT_NOFILE, &r);
    sh("ss -Hltn sport = :9101");
    setrlimit(RLIMIT_NOFILE, &r);
    P("accept() after raising limit", accept(l, 0, 0));
    P("accept() 2", accept(l, 0, 0));
    nb(l);
    P("accept() 3 nonblocking", accept(l, 0, 0));
    return 0;
}
