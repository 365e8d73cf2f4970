// Macros: arguments, # and ##, rescanning, variadic ones, __VA_OPT__, placemarkers, predefined names.
#include <stdio.h>
#define STR(x) #x
#define XSTR(x) STR(x)
#define CAT(a, b) a ## b
#define XCAT(a, b) CAT(a, b)
#define EMPTY
#define LOG(fmt, ...) printf("[" fmt "]\n", ##__VA_ARGS__)
#define NAMED(fmt, args...) printf(fmt "\n", args)
#define OPT(fmt, ...) printf(fmt "\n" __VA_OPT__(,) __VA_ARGS__)
#define COUNT(...) COUNT_(__VA_ARGS__, 5, 4, 3, 2, 1, 0)
#define COUNT_(a, b, c, d, e, n, ...) n
#define f(x) x + g(x)
#define g(x) f(x) * 2
#define PAIR(a, b) a b
#define LPAREN (
#define APPLY(m, args) m args
#define CAT3(a, b, c) a ## b ## c
#define FIRST(a, ...) a
#define REST(a, ...) __VA_ARGS__
#define hash_hash # ## #
#define mkstr(a) # a
#define in_between(a) mkstr(a)
#define join(c, d) in_between(c hash_hash d)
#define xglue(a, b) glue(a, b)
#define glue(a, b) a ## b
#define HIGHLOW "hello"
#define LOW LOW ", world"
#define t(x, y, z) x ## y ## z
#define SELF SELF2
#define SELF2 SELF
#define FOREACH(X) X(red, 1) X(green, 2) X(blue, 4)
#define AS_ENUM(name, value) COLOR_ ## name = value,
#define AS_CASE(name, value) case COLOR_ ## name: return #name;

enum { FOREACH(AS_ENUM) };
static const char *name_of(int c) {
    switch (c) { FOREACH(AS_CASE) }
    return "?";
}
static int SELF = 42;

int main(void) {
    int xy = 5, n12 = 7;
    printf("%s|%s|%s\n", STR(a  +   b), STR("q\"\n" 'c' '\''), XSTR(CAT(1, 2)));
    printf("%s|%s\n", STR(  a /* comment */ b
        c  ), STR());
    printf("%d %d %d\n", CAT(x, y), XCAT(n, 12), CAT(x, y EMPTY));
    LOG("none");
    LOG("%d %d", 1, 2);
    NAMED("%s", "named");
    OPT("plain");
    OPT("%d", 3);
    printf("%d %d %d\n", COUNT(a), COUNT(a, b, c), COUNT(a, (b, c), d, e));
    printf("%s\n", XSTR(f(y)));
    printf("%s\n", XSTR(APPLY(PAIR, (1, 2)) APPLY(STR, (z))));
    printf("%s|%s|%s\n", XSTR(CAT3(a, , c)), XSTR(CAT3(, b, )), XSTR(t(10,,) t(,11,) t(,,12) t(,,)));
    printf("%s %s\n", XSTR(FIRST(1, 2, 3)), STR((REST(1, 2, 3))));
    printf("%s\n", join(x, y));
    printf("%s %s\n", glue(HIGH, LOW), xglue(HIGH, LOW));
    printf("%d %s %s\n", SELF, XSTR(SELF), name_of(4));
    printf("%d %s %d\n", __LINE__, __FILE__, __LINE__ - __LINE__);
    int c0 = __COUNTER__, c1 = __COUNTER__;
    printf("%d %d\n", c1 - c0, __INCLUDE_LEVEL__);
    printf("%ld %d %d\n", __STDC_VERSION__, __STDC__, __GNUC__ >= 4);
    printf("%d %d %d %ld\n", __CHAR_BIT__, __INT_MAX__, __SIZEOF_POINTER__, __LONG_MAX__);
    printf("%d %d\n", __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, __x86_64__ + __linux__ + __LP64__);
    printf("%zu %zu\n", sizeof __DATE__, sizeof __TIME__);
    __SIZE_TYPE__ size = 1;
    printf("%lu %.17g\n", size, __DBL_EPSILON__);
    _Pragma("GCC diagnostic ignored \"-Wall\"") printf("pragma\n");
#undef STR
#define STR 1
    printf("%d\n", STR);
    return 0;
}

// → a + b|"q\"\n" 'c' '\''|12
// → a b c|
// → 5 7 5
// → [none]
// → [1 2]
// → named
// → plain
// → 3
// → 1 3 4
// → y + f(y) * 2
// → 1 2 "z"
// → ac|b|10 11 12
// → 1 (REST(1, 2, 3))
// → x ## y
// → hello hello, world
// → 42 SELF blue
// → 62 rules.c 0
// → 1 0
// → 201710 1 1
// → 8 2147483647 8 9223372036854775807
// → 1 3
// → 12 9
// → 1 2.2204460492503131e-16
// → pragma
// → 1
