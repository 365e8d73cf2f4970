#include "util.h"
/* listen(0) with 1 queued connection: the next connect()'s SYNs are all dropped by the kernel.
 * Report total time and errno. */
int main(void) {
    int l = listener(9400, 0);
    int c = client(9400);
    (void)l;
    (void)c;
    double t = now();
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = A(9400);
    int r = connect(s, (void *)&a, sizeof a);
    int e = errno;
    printf("blocking connect() to a listener with full accept queue: %d %s after %.1f s\n", r,
           r < 0 ? enx(e) : "", now() - t);
    return 0;
}
