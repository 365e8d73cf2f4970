// _Generic, _Alignof, _Alignas, _Static_assert, offsetof.
#include <stddef.h>
#include <stdio.h>

#define NAME(x) _Generic((x), \
    _Bool: "bool", char: "char", signed char: "schar", unsigned char: "uchar", \
    short: "short", unsigned short: "ushort", int: "int", unsigned: "uint", \
    long: "long", unsigned long: "ulong", long long: "llong", unsigned long long: "ullong", \
    float: "float", double: "double", long double: "ldouble", \
    char *: "char *", const char *: "const char *", int *: "int *", void *: "void *", \
    int (*)(void): "int (*)(void)", struct s: "struct s", default: "other")

struct s { char c; _Alignas(16) int n; };
static int f(void) { return 0; }
enum small { A = -1 };
enum wide { B = 1L << 40 };
enum big { C = 0xffffffffu, D = 1 };

_Static_assert(sizeof(struct s) == 32, "aligned");
_Static_assert(1);
struct checked { int a; _Static_assert(sizeof(int) == 4, "int"); int b; };

int main(void) {
    char c = 0;
    signed char sc = 0;
    unsigned short us = 0;
    const int ci = 0;
    struct s s;
    int a[3];
    struct { unsigned b : 3; } bits = { 1 };
    printf("%s %s %s %s %s\n", NAME(c), NAME(sc), NAME(us), NAME(ci), NAME((_Bool)1));
    printf("%s %s %s %s %s\n", NAME('a'), NAME(c + c), NAME(1u), NAME(1l), NAME(1ull));
    printf("%s %s %s %s %s\n", NAME(1.0f), NAME(1.0), NAME(1.0L), NAME("s"), NAME((const char *)0));
    printf("%s %s %s %s %s\n", NAME(a), NAME(f), NAME(s), NAME(&s), NAME((void *)0));
    printf("%s %s %s %s\n", NAME(+bits.b), NAME(us << 1), NAME(1 ? 1l : 1u), NAME(1ll + 1ul));
    printf("%s %s %s\n", NAME(sizeof a), NAME(a - a), NAME(1.0f * 2));
    printf("%s %s %s %s %s\n", NAME(A), NAME(B), NAME(C), NAME(D), NAME((enum wide)0));
    printf("%zu %zu %zu\n", sizeof(enum small), sizeof(enum wide), sizeof(enum big));
    printf("%zu %zu %zu\n", _Alignof(struct s), offsetof(struct s, n), sizeof s);
    printf("%zu %zu %zu\n", _Alignof(long double), _Alignof(char), __alignof__(s.n));
    _Alignas(64) char buf[10];
    _Alignas(double) char d;
    _Alignas(128) static int st;
    printf("%d %d %d\n", (int)((unsigned long)buf % 64), (int)((unsigned long)&d % 8),
           (int)((unsigned long)&st % 128));
    printf("%d\n", _Generic(1, int: 1 + 1, default: f()));
    typedef int aligned_int __attribute__((aligned(32)));
    struct { char c; aligned_int n; } al;
    printf("%zu %zu\n", sizeof al, offsetof(struct s, n));
    struct __attribute__((packed)) { char c; int n; short s; } pk = { 1, 2, 3 };
    printf("%zu %zu %d\n", sizeof pk, _Alignof(pk), pk.n + pk.s);
    struct { char c; int n __attribute__((packed)); } half;
    printf("%zu\n", sizeof half);
    return 0;
}

// → char schar ushort int bool
// → int int uint long ullong
// → float double ldouble char * const char *
// → int * int (*)(void) struct s other void *
// → int int long ullong
// → ulong long float
// → int ulong uint int ulong
// → 4 8 4
// → 16 16 32
// → 16 1 16
// → 0 0 0
// → 2
// → 64 16
// → 7 1 5
// → 5
