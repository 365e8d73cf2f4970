// Reading, writing, promotion and all assignments of bit-fields.
#include <stdio.h>

struct s {
    unsigned u3 : 3;
    int i5 : 5;
    _Bool flag : 1;
    unsigned u32 : 32;
    unsigned long u40 : 40;
    long l33 : 33;
    unsigned char c2 : 2;
    enum { RED, GREEN, BLUE } color : 2;
} g = { 7, -16, 1, 4000000000u, 0xffffffffffUL, -1, 3, BLUE };

static struct s copy(struct s v) {
    v.u3++;
    return v;
}

int main(void) {
    printf("%u %d %d %u %lu %ld %u %d\n", g.u3, g.i5, g.flag, g.u32, (unsigned long)g.u40,
           (long)g.l33, g.c2, g.color);
    struct s s = { 0 };
    printf("%d\n", s.u3 = 13);
    printf("%d\n", s.i5 = 17);
    printf("%d\n", s.flag = 4);
    printf("%d\n", s.u3++);
    printf("%d %d\n", ++s.u3, --s.i5);
    s.u3 = 7;
    printf("%d\n", ++s.u3);
    printf("%d\n", s.u3 - 1 < 0);
    s.u32 = 0;
    printf("%d\n", s.u32 - 1 < 0);
    s.u3 = 6;
    s.u3 /= -1;
    printf("%d\n", s.u3);
    s.u3 = 5;
    s.u3 <<= 1;
    printf("%d\n", s.u3);
    s.u3 ^= 7;
    s.u3 |= 8;
    printf("%d\n", s.u3);
    s.i5 = 15;
    s.i5 += 1;
    printf("%d\n", s.i5);
    s.u40 = 1UL << 39;
    s.u40 += s.u40;
    printf("%lu\n", (unsigned long)s.u40);
    s.l33 = 1L << 32;
    printf("%ld\n", (long)s.l33);
    s.c2 = s.i5 = s.u3 = 15;
    printf("%d %d %d\n", s.c2, s.i5, s.u3);
    struct s *p = &s;
    p->color = GREEN;
    p->u3 = p->color + 1;
    printf("%d %d %d\n", p->color, p->u3, copy(*p).u3);
    int n = p->u3 ? p->i5 : p->c2;
    printf("%d %zu %d\n", n, sizeof(p->u3 + 0), -p->u3);
    struct s many[3] = { [1] = { .i5 = -3, .u40 = 77 }, { .u3 = 9 } };
    for (int i = 0; i < 3; i++) {
        many[i].u3 += i;
        printf("%d %d %lu;", many[i].u3, many[i].i5, (unsigned long)many[i].u40);
    }
    printf("\n");
    if (s.flag && !g.u3) printf("no\n");
    else printf("yes\n");
    switch (s.u3) {
    case 2: printf("two\n"); break;
    default: printf("other\n");
    }
    struct { unsigned len : 4, kind : 4; } ip = { .kind = 4, .len = 5 };
    printf("%d %d %02x\n", ip.len * 4, ip.kind, *(unsigned char *)&ip);
    return 0;
}

// → 7 -16 1 4000000000 1099511627775 -1 3 2
// → 5
// → -15
// → 1
// → 5
// → 7 -16
// → 0
// → 1
// → 0
// → 2
// → 2
// → 5
// → -16
// → 0
// → -4294967296
// → 3 7 7
// → 1 2 3
// → 7 4 -2
// → 0 0 0;1 -3 77;3 0 0;
// → yes
// → two
// → 20 4 45
