#include <stdio.h>
struct conn {
    int fd;
}
int main(void) {
    struct conn c = {3};
    union both {
        int a;
    }
    int n = c.fd;
    printf("%d\n", n);
    return 0;
}
enum state { IDLE, BUSY }
enum state now = IDLE;
enum state then(void) {
    return now;
}
