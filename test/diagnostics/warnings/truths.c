#include <netinet/in.h>
#include <stdio.h>
struct client { int fd; char name[16]; };
int f(struct client *p, int a, unsigned u) {
    struct sockaddr_in s = {0};
    if (p->name == NULL) return 1;
    if (&s.sin_port != NULL) return 2;
    if (a << 1) return 3;
    if (a * 2) return 4;
    while (a << 2) a--;
    if (!(a << 3)) return 5;
    if (u << 1) return 6;
    if (u * 2) return 7;
    if (a << 1 && a) return 8;
    return a << 1 ? 9 : a * u;
}
int main(void) {
    struct client c = {3, "a"};
    return f(&c, 1, 1);
}
