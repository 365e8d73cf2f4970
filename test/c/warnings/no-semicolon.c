// The last member may do without its semicolon, as gcc says with a warning.
#include <stdio.h>

struct pair {
    int first, second
}; // warning: no semicolon at end of struct or union
union bits { unsigned all; struct { unsigned low : 4, high : 4 }; }; // warning: no semicolon at end of struct or union

int main(void) {
    struct pair p = {1, 2};
    union bits b = {0xa5};
    printf("%d %d %x %x\n", p.first, p.second, b.low, b.high); // → 1 2 5 a
    return 0;
}
