#include "util.h"
int main(void) {
    printf("# fd numbering\n");
    int a = socket(AF_INET, SOCK_STREAM, 0);
    printf("first socket() = %d\n", a);
    int b = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
    printf("next two = %d %d\n", b, c);
    close(b);
    int d = socket(AF_INET, SOCK_STREAM, 0);
    printf("close(%d); socket() = %d   (lowest free)\n", b, d);
    close(a);
    close(d);
    int e = dup(c);
    printf("close(3),close(4); dup(5) = %d\n", e);
    int f = fcntl(c, F_DUPFD, 10);
    printf("fcntl(5,F_DUPFD,10) = %d\n", f);
    int g = dup2(c, 20);
    printf("dup2(5,20) = %d\n", g);
    P("close(0); socket()", (close(0), socket(AF_INET, SOCK_STREAM, 0)));
    int x = socket(AF_INET, SOCK_STREAM, 0);
    printf("socket() = %d\n", x);
    P("close(99) never opened", close(99));
    P("close(-1)", close(-1));
    P("dup(99)", dup(99));
    P("dup2(5,5)", dup2(5, 5));
    struct rlimit r = {8, 8};
    setrlimit(RLIMIT_NOFILE, &r);
    for (int i = 0; i < 10; i++) {
        int s = socket(AF_INET, SOCK_STREAM, 0);
        if (s < 0) {
            printf("RLIMIT_NOFILE=8: socket() = -1 %s  (highest usable fd = 7)\n", en(s));
            break;
        }
        printf("RLIMIT_NOFILE=8: socket() = %d\n", s);
    }
    P("dup2(5,8) beyond limit", dup2(5, 8));
    P("fcntl(F_DUPFD,8)", fcntl(5, F_DUPFD, 8));
    return 0;
}
