// What the code of systems leans on, beyond the standard: constants made of constant objects, and
// inline functions that nobody calls.
#include <stdatomic.h>
#include <stdio.h>

static const char *const PATTERN = "GET (.*)";
static const int LIMIT = -5;
static const unsigned char BYTE = 200;
static const char *pattern = PATTERN;
static long limits[] = { LIMIT, BYTE };

// An inline function that nobody calls is nowhere, and so is what it calls.
extern int elsewhere(int);
static inline int twice(int x) { return elsewhere(x) * 2; }
extern inline __attribute__((gnu_inline)) int thrice(int x) { return elsewhere(x) * 3; }
static inline int half(int x) { return x / 2; }
static inline int quarter(int x) { return half(half(x)); }

int main(void) {
    static const char *here = PATTERN;
    printf("%s %s\n", pattern, here); // → GET (.*) GET (.*)
    printf("%ld %ld\n", limits[0], limits[1]); // → -5 200
    printf("%d\n", quarter(100)); // → 25

    // The expected value may be a constant while it is what is found.
    _Atomic unsigned word = 1;
    const unsigned expected = 1;
    int swapped = atomic_compare_exchange_strong(&word, &expected, 7);
    printf("%d %u\n", swapped, atomic_load(&word)); // → 1 7
    return 0;
}
