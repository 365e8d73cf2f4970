// goto and switch in any shape: Duff's device, jumps into blocks and loops, computed cases, do in if.
#include <stdio.h>

static void duff(char *to, const char *from, int count) {
    int n = (count + 7) / 8;
    switch (count % 8) {
    case 0: do { *to++ = *from++;
    case 7:      *to++ = *from++;
    case 6:      *to++ = *from++;
    case 5:      *to++ = *from++;
    case 4:      *to++ = *from++;
    case 3:      *to++ = *from++;
    case 2:      *to++ = *from++;
    case 1:      *to++ = *from++;
            } while (--n > 0);
    }
}

static int state(const char *s) {
    int n = 0;
start:
    switch (*s) {
    case 'a': s++; goto middle;
    case 'b': n += 10; s++; break;
    case 0: return n;
    default: s++;
    }
    goto start;
middle:
    n++;
    if (*s == 'a') { s++; goto middle; }
    goto start;
}

static int into(int n) {
    int i = 0, s = 0;
    if (n) goto inside;
    for (i = 0; i < 5; i++) {
        s += 100;
inside:
        s += i;
        { int k = 1; s += k; }
    }
    return s;
}

static int nested(int x, int y) {
    switch (x) {
        int unreached;
    case 1:
        switch (y) { case 1: return 11; default: break; }
        unreached = 5;
        return unreached;
    case 2: case 3:
        for (;;) { if (y--) continue; break; }
        return 23;
    default:
        if (y) { case 9: return 9; }
        else case 8: return 8;
    }
    return 0;
}

static long wide(unsigned long v) {
    switch (v) {
    case 0xffffffffffffffff: return 1;
    case 1UL << 32: return 2;
    case 0x100000001 ... 0x1000000ff: return 3;
    }
    return 0;
}

static const char *sign(char c) {
    switch (c) { case '\xff': return "ff"; case 'a': return "a"; }
    switch ((unsigned char)c) { case 0xfe: return "fe"; }
    return "?";
}

int main(void) {
    char buf[32] = { 0 };
    for (int n = 1; n < 20; n += 6) { duff(buf, "abcdefghijklmnopqrstuvwxyz", n); printf("%d %s\n", n, buf); }
    printf("%d %d\n", state("aaabxab"), state(""));
    printf("%d %d\n", into(0), into(1));
    printf("%d %d %d %d %d %d\n", nested(1, 1), nested(1, 2), nested(3, 4), nested(7, 1), nested(7, 0), nested(8, 1));
    printf("%ld %ld %ld %ld\n", wide(-1), wide(1UL << 32), wide(0x100000050), wide(5));
    printf("%s %s %s\n", sign(-1), sign('a'), sign(-2));
    int i = 0;
    do if (i == 2) break; else i++; while (1);
    while (i --> 0) if (i) continue; else goto out;
out:;
    for (;;) { for (;;) { for (;;) goto done; } }
done:
    { goto skip; int x = 5; skip: x = 3; printf("%d\n", x); }
    switch (0) default: printf("default\n");
    switch (3) { printf("never\n"); }
    if (0) lab: printf("lab\n"); else if (i++ < 2) goto lab;
    for (int a = 0, b = 10; a < b; a++, b--) if (a == 4) printf("%d %d\n", a, b);
    printf("%d\n", i);
    return 0;
}

// → 1 a
// → 7 abcdefg
// → 13 abcdefghijklm
// → 19 abcdefghijklmnopqrs
// → 24 0
// → 515 415
// → 11 5 23 9 8 8
// → 1 2 3 0
// → ff a fe
// → 3
// → default
// → lab
// → 4 6
// → 1
