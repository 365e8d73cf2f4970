#include "util.h"
static void dump(const char *t, struct sockaddr_in *a) {
    unsigned char *p = (void *)a;
    printf("%-18s", t);
    for (int i = 0; i < 16; i++) printf("%02x ", p[i]);
    printf("\n");
}
int main(void) {
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = INADDR_ANY;
    a.sin_port = 8080;
    dump("sin_port=8080", &a);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    P("bind(sin_port=8080 without htons)", bind(s, (void *)&a, sizeof a));
    listen(s, 10);
    sh("ss -Hltn");
    struct sockaddr_in g;
    socklen_t n = sizeof g;
    getsockname(s, (void *)&g, &n);
    printf("getsockname: sin_port raw=%d ntohs=%d\n", g.sin_port, ntohs(g.sin_port));
    P("connect to real 8080", client(8080));
    P("connect to 36895", client(36895));
    a.sin_port = htons(8080);
    dump("htons(8080)", &a);
    printf("htons(8080)=%d=0x%04x; 8080=0x%04x\n", htons(8080), htons(8080), 8080);
    /* ports < 256 swapped: 80 -> 20480 ; 443 -> 47873*/
    printf("80->%d 443->%d 3000->%d 5000->%d 8000->%d 8081->%d 256->%d 257->%d\n", htons(80),
           htons(443), htons(3000), htons(5000), htons(8000), htons(8081), htons(256), htons(257));
    return 0;
}
