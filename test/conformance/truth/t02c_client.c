#include "util.h"
/* t02c_client <clients> <send_at_s> <end_s> [look_every_ms] : nonblocking burst over 10.9.0.2 */
int main(int c, char **v) {
    int K = atoi(v[1]);
    double snd = atof(v[2]), end = atof(v[3]);
    int s[64], d[64] = {0}, dead[64] = {0}, port[64];
    double t0 = now();
    for (int i = 0; i < K; i++) {
        s[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        struct sockaddr_in a = A(9300);
        inet_pton(AF_INET, "10.9.0.2", &a.sin_addr);
        connect(s[i], (void *)&a, sizeof a);
        socklen_t l = sizeof a;
        getsockname(s[i], (void *)&a, &l);
        port[i] = ntohs(a.sin_port);
    }
    int sent = 0;
    while (now() - t0 < end) {
        for (int i = 0; i < K; i++)
            if (!dead[i]) {
                int e = P1(s[i]);
                if (!d[i] && (e & (POLLOUT | POLLERR))) {
                    d[i] = 1;
                    int x = soerr(s[i]);
                    printf("C t=%.3f client %2d (port %d): %s\n", now() - t0, i + 1, port[i],
                           x ? enx(x) : "connect() completed -> ESTABLISHED");
                    if (x) dead[i] = 1;
                } else if (d[i] && (e & (POLLERR | POLLHUP | POLLRDHUP | POLLIN))) {
                    char b[9];
                    int r = recv(s[i], b, 9, 0);
                    printf("C t=%.3f client %2d (port %d): event %s recv=%d %s\n", now() - t0,
                           i + 1, port[i], pev(e), r, r < 0 ? strerrorname_np(errno) : "");
                    dead[i] = 1;
                }
            }
        if (!sent && now() - t0 > snd) {
            sent = 1;
            for (int i = 0; i < K; i++)
                if (d[i] && !dead[i]) {
                    int r = send(s[i], "hello", 5, MSG_NOSIGNAL);
                    if (r != 5) printf("send %d %s\n", r, en(r));
                }
            printf("C t=%.3f every ESTABLISHED client wrote 5 bytes: OK\n", now() - t0);
        }
        fflush(stdout);
        ms(c > 4 ? atoi(v[4]) : 5);
    }
    return 0;
}
