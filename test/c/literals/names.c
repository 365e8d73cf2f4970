// Universal character names in identifiers are the characters themselves (C17 6.4.3).
#include <stdio.h>

struct { int \u00e9t\u00e9; } s = { 1 };
static int \U0001F40D(void) { return 2; }
#define na\u00efve(x) ((x) + 1)

int main(void) {
    int gr\u00fc\u00dfe = 3;
    printf("%d %d %d %d\n", s.été, \U0001F40d(), grüße, naïve(4));
    return 0;
}

// → 1 2 3 5
