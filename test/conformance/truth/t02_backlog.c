#include "util.h"
/* t02_backlog <backlog> <seq|burst> <clients> <observe_s> [post]: listener never accepts */
int main(int c, char **v) {
    int N = atoi(v[1]), K = atoi(v[3]), obs = atoi(v[4]);
    int port = 9300;
    int l = listener(port, N);
    printf("## listen(fd,%d) mode=%s clients=%d\n", N, v[2], K);
    double t0 = now();
    int ok = 0;
    if (!strcmp(v[2], "seq")) {
        int pp[64][2];
        pid_t pid[64];
        for (int i = 0; i < K; i++) {
            pipe(pp[i]);
            pid[i] = fork();
            if (!pid[i]) {
                double t = now();
                int s = client(port);
                int e = errno;
                char b[100];
                snprintf(b, 100, "%s %.3f s", s >= 0 ? "CONNECTED" : enx(e), now() - t);
                write(pp[i][1], b, strlen(b) + 1);
                pause();
                _exit(0);
            }
            struct pollfd p = {pp[i][0], POLLIN, 0};
            if (poll(&p, 1, 300) > 0) {
                char b[100];
                read(pp[i][0], b, 100);
                printf("client %2d: %s\n", i + 1, b);
                if (b[0] == 'C') ok++;
            } else
                printf("client %2d: connect() still BLOCKED after 0.3 s\n", i + 1);
        }
        printf("completed connects: %d   (backlog %d)\n", ok, N);
        sh("ss -ltnH");
        sh("ss -tanH state established | wc -l; ss -tanH state syn-sent | wc -l");
        sh("nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtTCPReqQFullDrop "
           "TcpExtTCPReqQFullDoCookies TcpExtSyncookiesSent TcpAttemptFails TcpEstabResets "
           "TcpPassiveOpens 2>/dev/null | grep Tcp");
        double T = now();
        while (now() - T < obs) {
            for (int i = 0; i < K; i++) {
                struct pollfd p = {pp[i][0], POLLIN, 0};
                if (poll(&p, 1, 5) > 0) {
                    char b[100];
                    read(pp[i][0], b, 100);
                    printf("t=%.1f client %d: %s\n", now() - t0, i + 1, b);
                }
            }
        }
        if (c > 5) {
            printf("-- now accept() one connection at t=%.1f\n", now() - t0);
            P("accept", accept(l, 0, 0));
            sh("ss -ltnH");
            T = now();
            while (now() - T < atoi(v[5])) {
                for (int i = 0; i < K; i++) {
                    struct pollfd p = {pp[i][0], POLLIN, 0};
                    if (poll(&p, 1, 5) > 0) {
                        char b[100];
                        read(pp[i][0], b, 100);
                        printf("t=%.1f client %d: %s\n", now() - t0, i + 1, b);
                    }
                }
            }
            sh("ss -ltnH");
        }
        for (int i = 0; i < K; i++) {
            kill(pid[i], SIGKILL);
            waitpid(pid[i], 0, 0);
        }
    } else {
        int s[64];
        int done[64] = {0};
        for (int i = 0; i < K; i++) {
            s[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            struct sockaddr_in a = A(port);
            connect(s[i], (void *)&a, sizeof a);
        }
        double T = now();
        while (now() - T < obs) {
            for (int i = 0; i < K; i++)
                if (!done[i]) {
                    struct pollfd p = {s[i], POLLOUT, 0};
                    if (poll(&p, 1, 0) > 0) {
                        done[i] = 1;
                        int e = soerr(s[i]);
                        printf("t=%.3f client %d: %s (%s)\n", now() - t0, i + 1,
                               e ? enx(e) : "CONNECTED", st(s[i]));
                        if (!e) ok++;
                    }
                }
            ms(5);
        }
        printf("completed connects: %d   (backlog %d)\n", ok, N);
        sh("ss -ltnH");
        sh("ss -tanH state established | wc -l; ss -tanH state syn-sent | wc -l");
        sh("nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtTCPReqQFullDrop "
           "TcpExtTCPReqQFullDoCookies TcpExtSyncookiesSent TcpAttemptFails TcpEstabResets "
           "TcpPassiveOpens 2>/dev/null | grep Tcp");
    }
    return 0;
}
