// What is behind a condition that is never true is checked and not linked: it may call what nobody
// defines. A label that leads into it keeps it.
#include <stdio.h>

extern void wrong_size(void);
extern int no_such_setting(int);

#define MUST_BE_4(x) \
    do { \
        if (sizeof(x) != 4) wrong_size(); \
    } while (0)

static int half(int x) {
    if (0) return no_such_setting(x);
    if (sizeof x == 8) wrong_size();
    else if (x > 9) return -1;
    if (1) x /= 2;
    else x = no_such_setting(x);
    if (__builtin_constant_p(x)) wrong_size();
    return x;
}

static int into(int n) {
    int seen = 0;
    switch (n) {
    case 0:
        if (0) {
    case 1:
            seen += 1;
        }
        if (0) {
    default:
            seen += 10;
        }
    }
    if (n == 2) goto inside;
    if (0) {
    inside:
        seen += 100;
    }
    return seen;
}

int main(void) {
    MUST_BE_4(int);
    printf("%d %d\n", half(8), half(12)); // → 4 -1
    printf("%d %d %d %d\n", into(0), into(1), into(2), into(3)); // → 0 1 110 10
    return 0;
}
