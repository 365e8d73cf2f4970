#include <stdio.h>
#include <unistd.h>
int main(void) {
    char buf[10];
    ssize_t n = read(0, buf, sizeof buf);
    if (n < sizeof buf) return 1;
    unsigned u = 3;
    if (u < 0) return 2;
    if (u >= 0) return 3;
    int i = -1;
    if (i < u) return 4;
    unsigned char c = getchar();
    if (c == EOF) return 5;
    if (c == 300) return 6;
    if (i == i) return 7;
    for (size_t k = 10; k >= 0; k--) if (buf[k]) return 8;
    return 0;
}
