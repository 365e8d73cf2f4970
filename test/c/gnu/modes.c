// Attributes that say what a type is, or stand where a type would; builtins that ask about types.
#include <stdio.h>

typedef int quarter __attribute__((mode(QI)));
typedef unsigned int half __attribute__((__mode__(__HI__)));
typedef int whole __attribute__((mode(SI)));
typedef unsigned twice __attribute__((mode(DI)));
typedef int __attribute__((mode(word))) word;
typedef float real __attribute__((mode(DF)));
struct packet { unsigned kind __attribute__((mode(QI))); unsigned length __attribute__((mode(HI))); };
static long wide(int x __attribute__((mode(DI)))) { return x + 1; }

__attribute__((noinline)) untyped() { return 7; } // warning: return type defaults to 'int'

struct s { int x; };
union u { int x; };
enum e { E };

int main(void) {
    quarter q = (quarter)200;
    half h = (half)70000;
    twice t = 1ul << 40;
    printf("%zu %zu %zu %zu %zu %zu\n", sizeof(quarter), sizeof(half), sizeof(whole), sizeof(twice),
           sizeof(word), sizeof(real));
    printf("%d %d %lu %zu %ld\n", q, h, (unsigned long)t, sizeof(struct packet), wide(1l << 35));
    printf("%d\n", untyped());
    struct s s = { 1 };
    union u u = { 2 };
    enum e e = E;
    char text[3] = "";
    printf("%d %d %d %d %d\n", __builtin_classify_type(1), __builtin_classify_type('c'),
           __builtin_classify_type(e), __builtin_classify_type(1.5f), __builtin_classify_type(text));
    printf("%d %d %d %d\n", __builtin_classify_type(main), __builtin_classify_type(&s),
           __builtin_classify_type(s), __builtin_classify_type(u));
    switch (untyped()) {
    case 1:
    case 2:
    first:
    default:
    second:
    case 3:
        printf("behind five labels\n");
        if (e++ == E) goto first;
        if (e < 3) goto second;
    }
    return 0;
}

// → 1 2 4 8 8 8
// → -56 4464 1099511627776 4 34359738369
// → 7
// → 1 1 1 8 5
// → 5 5 12 13
// → behind five labels
// → behind five labels
// → behind five labels
