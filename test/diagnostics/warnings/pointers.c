#include <sys/socket.h>
#include <netinet/in.h>
int *f(void) { return 5; }
char *g(int *p) { return p; }
int main(void) {
    struct sockaddr_in a = {0};
    bind(3, &a, sizeof a);
    int *p = 5;
    int n = p;
    char *s = p;
    n = p;
    p = n;
    const char *k = "x";
    char *m = k;
    m = k;
    accept(3, (struct sockaddr *)&a, sizeof a);
    listen("3", 4);
    return s == m ? n : *f();
}
