#include "util.h"
/* t02c_server <backlog> <start_accepting_at_s> <end_s> */
int main(int c, char **v) {
    int N = atoi(v[1]);
    double acc = atof(v[2]), end = atof(v[3]);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = A(9300);
    a.sin_addr.s_addr = INADDR_ANY;
    int on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, 4);
    bind(s, (void *)&a, sizeof a);
    listen(s, N);
    nb(s);
    double t0 = now();
    int n = 0;
    while (now() - t0 < end) {
        if (now() - t0 >= acc) {
            struct sockaddr_in p;
            socklen_t l = sizeof p;
            int f = accept4(s, (void *)&p, &l, SOCK_NONBLOCK);
            if (f >= 0) {
                char b[64];
                int r = recv(f, b, 64, 0);
                printf("S t=%.2f accept #%d port %d, recv=%d%s\n", now() - t0, ++n,
                       ntohs(p.sin_port), r, r < 0 ? strerrorname_np(errno) : "");
                fflush(stdout);
                continue;
            }
        }
        ms(20);
    }
    printf("S accepted %d\n", n);
    return 0;
}
