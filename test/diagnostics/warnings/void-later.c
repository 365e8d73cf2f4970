#include <stdio.h>

int main(int argc, char **argv) {
    (void) argv;
    announce(argc);
    if (argc & 1 == 0) return argc << 2 + 1;
    return half(argc);
}

void announce(int n) {
    printf("%d\n", n);
}

half(n) {
    return n / 2;
}
