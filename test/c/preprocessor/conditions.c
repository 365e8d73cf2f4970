// #if with all its operators, #elif, nesting, #line, #pragma, null directives.
#include <stdio.h>
#define ONE 1
#define FN(x) (x)
#define DEF defined(ONE)
#if ONE + 1 == 2 && FN(3) > 2 || 0
#define A 1
#elif this is not looked at
#endif
#if -1 > 0u
#define B 1
#else
#define B 0
#endif
#if 0xffffffffffffffff == -1 && (-1 >> 1) < 0 && 1 << 3 == 8 && 7 % 4 == 3 && ~0 == -1
#define C 1
#endif
#if 0 && 1 / 0 || (1 ? 2 : 1 / 0) == 2
#define D 1
#endif
#if defined ONE && !defined(NOTHING) && !NOTHING && 'a' == 97 && '\n' == 10 && L'x' == 120
#define E 1
#endif
#if DEF
#define F 1
#endif
#if 0
# error never
# if nested
# else
# endif
'unbalanced
#elif 0
#else
#define G 1
#endif
#ifdef ONE
# ifndef TWO
#  define H 1
# else
#  define H 2
# endif
#endif
#if __has_include(<stdio.h>) && !__has_include(<no/such.h>) && !__has_include("none.h")
#define I 1
#endif
#ifdef __has_include
#define J 1
#endif
#
#pragma unknown thing
#pragma pack(push, 1)
struct packed { char c; int n; };
#pragma pack(2)
struct two { char c; int n; };
#pragma pack(pop)
struct plain { char c; int n; };
#if 10ULL > 9L && 0x10 == 020 && 0b101 == 5
#define K 1
#endif
int main(void) {
    printf("%d%d%d%d%d%d%d%d%d%d%d\n", A, B, C, D, E, F, G, H, I, J, K);
    printf("%zu %zu %zu\n", sizeof(struct packed), sizeof(struct two), sizeof(struct plain));
    int a\
b = 3; // a comment \
that goes on
    printf("%d %s\n", ab, "spl\
iced");
#line 100
    printf("%d\n", __LINE__);
#line 200 "other.y"
    printf("%d %s\n", __LINE__, __FILE__);
#undef ONE
#ifndef ONE
    printf("undefined\n");
#endif
    return 0;
}

// → 11111111111
// → 5 6 8
// → 3 spliced
// → 100
// → 200 other.y
// → undefined
