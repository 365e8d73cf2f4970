// The operand of sizeof is computed where its size is not a constant (C17 6.5.3.4p2), else not.
#include <stdio.h>

int main(void) {
    int n = 4, i = 0, fixed[2][3];
    int vla[2][n];
    printf("%zu", sizeof vla[i++]);
    printf(" %d\n", i);
    printf("%zu", sizeof fixed[i++]);
    printf(" %d\n", i);
    printf("%zu %zu %d\n", sizeof vla, sizeof(vla[i = 0]), i);
    return 0;
}

// → 16 1
// → 12 1
// → 32 16 0
