#include <stdio.h>
static int greet(int fd, struct sockaddr_in *peer) {
    printf("%d %p\n", fd, (void *)peer);
    return 0;
}
static int nobody(struct { int a; } *it) {
    return it->a;
}
int main(void) {
    return greet(1, NULL) + nobody(NULL);
}
