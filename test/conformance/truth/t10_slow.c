#include "util.h"
/* single-threaded blocking server, 300 ms of "work" per request, listen(4); 12 clients start
 * together; prints connect/response times */
int main(void) {
    int l = listener(9900, 4);
    fflush(stdout);
    pid_t srv = fork();
    if (!srv) {
        for (;;) {
            int f = accept(l, 0, 0);
            char b[99];
            int n = read(f, b, 99);
            (void)n;
            ms(300);
            write(f, "HTTP/1.0 200 OK\r\n\r\nhi", 21);
            close(f);
        }
    }
    close(l);
    double t0 = now();
    pid_t p[12];
    for (int i = 0; i < 12; i++) {
        if (!(p[i] = fork())) {
            double a = now();
            int s = client(9900);
            double b = now();
            write(s, "GET / HTTP/1.0\r\n\r\n", 18);
            double w = now();
            char q[99];
            int n = read(s, q, 99);
            double c = now();
            printf("client %2d: connect() %.3f s, write() %.6f s, response after %.3f s (n=%d)\n",
                   i + 1, b - a, w - b, c - t0, n);
            fflush(stdout);
            _exit(0);
        }
        ms(5);
    }
    ms(100);
    sh("ss -Hltn sport = :9900; ss -Htan state established sport = :9900 | sort; "
       "ss -Htan state syn-sent | wc -l");
    for (int i = 0; i < 12; i++) waitpid(p[i], 0, 0);
    kill(srv, SIGKILL);
    waitpid(srv, 0, 0);
    return 0;
}
