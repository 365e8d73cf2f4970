// Attributes that mean something: constructors and destructors, weak symbols; others are read over.
#include <stdio.h>
#include <stdlib.h>

static int order;
static void first(void) __attribute__((constructor(101)));
static void first(void) { printf("first %d\n", order++); }
__attribute__((constructor)) static void second(void) { printf("second %d\n", order++); }
static void __attribute__((destructor)) last(void) { printf("last\n"); }
__attribute__((destructor(101))) static void very_last(void) { printf("very last\n"); }
extern void nowhere(void) __attribute__((weak));
extern int nothing __attribute__((weak));
__attribute__((weak)) int weak(void) { return 1; }
static void at_exit(void) { printf("at exit\n"); }
static inline __attribute__((always_inline, const)) int one(int unused __attribute__((unused))) { return 1; }
__attribute__((noreturn)) static void leave(int n) { exit(n); }
_Noreturn void leave2(void);
static int cold(const char *fmt, ...) __attribute__((format(printf, 1, 2), cold, noinline));
static int cold(const char *fmt, ...) { return fmt[0]; }
struct __attribute__((__packed__)) header { unsigned char type; unsigned short len; } __attribute__((aligned(4)));
typedef int word __attribute__((aligned(8), may_alias));
int section_var __attribute__((section(".data.special"), used)) = 3;
extern int renamed(const char *) __asm__("puts");

int main(void) {
    atexit(at_exit);
    printf("main %d %d\n", order, weak());
    printf("%d %d\n", nowhere == 0, &nothing == 0);
    if (nowhere) nowhere();
    printf("%zu %zu %d\n", sizeof(struct header), _Alignof(word), section_var);
    switch (one(2)) {
    case 1:
        printf("%c\n", cold("c"));
        __attribute__((fallthrough));
    default:
        renamed("renamed");
    }
    leave(0);
}

// → first 0
// → second 1
// → main 2 1
// → 1 1
// → 4 8 3
// → c
// → renamed
// → at exit
// → last
// → very last
