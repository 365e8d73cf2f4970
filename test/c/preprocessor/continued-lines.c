#include <stdio.h>
#define L __LINE__
#define F(x) x __LINE__
#define G(x, y) y x L
#define ID(x) x
#define STR_(x) #x
#define STR(x) STR_(x)
#define TWO(a,b) STR(a) " " STR(b)
int main(void) {
    printf("%d\n", __LI\
NE__);
    printf("%d %d\n", L, \
        __LINE__);
    printf("%d %d\n", F(
        1 +
        2 +
    ), __LINE__);
    printf("%d\n", G(+
       1 -
       ,
       __LINE__ *
    ));
    puts(STR(ID(
      __LINE__
    )));
    puts(TWO(__LINE__,
       __LINE__));
    printf("%d %d\n", ID(__LINE__), ID(
       __LINE__));
    int a = __LINE__ \
       + \
       0; int b = __LINE__;
    printf("%d %d\n", a, b);
    printf("%d\n", /* a
       comment */ __LINE__);
    int c = __LINE__ /* x
     */ - __LINE__;
    printf("%d\n", c);
#line 100
    printf("%d\n", __LINE__); printf("%d %d\n", ID
    (
      __LINE__
    ), __LINE__);
#line 200 "foo.c"
    printf("%d %s\n", __LINE__, __FILE__);
#line __LINE__
    printf("%d %s\n", __LINE__, __FILE__);
#if __LINE__ == \
    203
    puts("yes");
#else
    printf("no %d\n", __LINE__);
#endif
#if ID(__LINE__ \
  ) == 209
    puts("yes2");
#endif
#define EXPECT(line) _Static_assert(__LINE__ == line, "x")
    printf("%d %d\n", ID(ID(ID(
    __LINE__))), 
    L);
    _Static_assert(__LINE__ > 0, "");
    printf("%s %d\n", __FILE__, __INCLUDE_LEVEL__);
    printf("%d %d %d\n", __COUNTER__, __COUNTER__, __COUNTER__);
#define V(...) __VA_OPT__(__LINE__) __VA_ARGS__
    printf("%d\n", V(
      -
      3));
#define LATE(x) ID(x)  ID(__LINE__)
    printf("%d\n", LATE(__LINE__
     +
     )
     );
    return 0;
}

// → 10
// → 12 13
// → 17 17
// → 3
// → 24
// → 26 27
// → 28 29
// → 30 32
// → 35
// → -1
// → 100
// → 102 103
// → 200 foo.c
// → 201 foo.c
// → no 206
// → 214 215
// → foo.c 0
// → 0 1 2
// → 217
// → 448
