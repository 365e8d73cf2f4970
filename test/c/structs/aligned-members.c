// `aligned` on a member never lowers its alignment; with `packed` it sets it.
#include <stddef.h>
#include <stdio.h>

struct a { char c; long l __attribute__((aligned(1))); };
struct b { char c; long l __attribute__((packed)); };
struct d { char c; long l __attribute__((packed, aligned(2))); };
struct e { char c; _Alignas(16) char d; };

int main(void) {
    printf("%zu %zu\n", offsetof(struct a, l), sizeof(struct a));
    printf("%zu %zu\n", offsetof(struct b, l), sizeof(struct b));
    printf("%zu %zu\n", offsetof(struct d, l), sizeof(struct d));
    printf("%zu %zu\n", offsetof(struct e, d), sizeof(struct e));
    return 0;
}

// → 8 16
// → 1 9
// → 2 10
// → 16 32
