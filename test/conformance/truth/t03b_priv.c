#include "util.h"
int main(void) {
    if (getuid() == 0) {
        if (setgid(65534) || setuid(65534)) {
            perror("setuid");
            return 1;
        }
    }
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = A(80);
    printf("uid=%d\n", getuid());
    P("bind port 80 as non-root", bind(s, (void *)&a, sizeof a));
    a = A(1023);
    P("bind port 1023", bind(s, (void *)&a, sizeof a));
    a = A(1024);
    P("bind port 1024", bind(s, (void *)&a, sizeof a));
    P("socket(AF_INET,SOCK_RAW) non-root", socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
    return 0;
}
