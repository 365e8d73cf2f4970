#include <stdio.h>
// Macros: object- and function-like, # and ##, rescanning, variadic, conditionals.
#define PORT 8080
#define ADD(a, b) ((a) + (b))
#define SQUARE(x) ((x) * (x))
#define STR(x) #x
#define XSTR(x) STR(x)
#define GLUE(a, b) a##b
#define XGLUE(a, b) GLUE(a, b)
#define LOG(fmt, ...) printf("[%d] " fmt "\n", __LINE__ - BASE, ##__VA_ARGS__)
#define BASE 20
#define EMPTY
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define REPEAT(x) x x
#define SWAP(t, a, b) do { t tmp = a; a = b; b = tmp; } while (0)
static int f(int x) { return x * 100; }
#define f(x) (x + f(x))
int main(void) {
    LOG("port %d", PORT);
    LOG("none");
    printf("%d %d\n", ADD(2, 3) * 2, SQUARE(1 + 2));
    printf("%s %s %s\n", STR(PORT), XSTR(PORT), STR("a\n" 'b'));
    int GLUE(var, 1) = 5, XGLUE(v, PORT) = 6;
    printf("%d %d\n", var1, v8080);
    printf("%d\n", EMPTY MAX(ADD(1, 2), SQUARE(2)) EMPTY);
    printf(REPEAT("x" "y") "\n");
    printf("%d\n", f(2));
    int a = 1, b = 2;
    SWAP(int, a, b);
    printf("%d %d\n", a, b);
#if PORT == 8080 && defined(ADD) && !defined NOTHING
    printf("yes\n");
#elif 1
    printf("no\n");
#else
#error never
#endif
#ifdef NOTHING
    printf("no\n");
#else
    printf("else\n");
#endif
#if 0
    this is not C
#if 1
    neither
#endif
#else
    printf("after\n");
#endif
#undef PORT
#ifndef PORT
    printf("undefined\n");
#endif
#define PORT 9090
    printf("%d\n", PORT);
#if (1 + 2 * 3 == 7) && (1 << 4) == 0x10 && 'a' == 97 && -1 < 0
    printf("arithmetic\n");
#endif
    printf("%s %d\n", __func__, __LINE__);
    printf("%s\n", "con" "cat" /* comment */ "enate");
    int spliced = 1 + \
        2;
    printf("%d\n", spliced);
    return 0;
}
// → [-1] port 8080
// → [0] none
// → 10 9
// → PORT 8080 "a\n" 'b'
// → 5 6
// → 4
// → xyxy
// → 202
// → 2 1
// → yes
// → else
// → after
// → undefined
// → 9090
// → arithmetic
// → main 60
// → concatenate
// → 3
