// An enum that is packed is as small as its constants let it be; a transparent union takes what its members take.
#include <stdio.h>

enum __attribute__((packed)) tiny { T0, T1, TX = 200 };
enum small { S0 = -1, S1 = 127 } __attribute__((packed));
enum __attribute__((__packed__)) middle { M0 = -300 };
enum plain { P0 };
struct holder { enum tiny t; enum small s; enum middle m; enum tiny bits : 4; char last; };

typedef union { int *number; const char *text; void *any; } either __attribute__((__transparent_union__));
union __attribute__((transparent_union)) word { long n; double *d; };

static int first(either e, int is_text) { return is_text ? *e.text : *e.number; }
static long whole(union word w) { return w.n; }

int main(void) {
    struct holder h = { TX, S0, M0, T1, 'z' };
    enum tiny t = TX;
    enum small s = S1;
    t++, s++;
    printf("%zu %zu %zu %zu %zu %zu\n", sizeof(enum tiny), sizeof(enum small), sizeof(enum middle), sizeof(enum plain), sizeof h, sizeof T0);
    printf("%d %d %d %d %c %d %d\n", h.t, h.s, h.m, h.bits, h.last, t, s);
    printf("%d %d %d\n", h.t > -1, h.s < 0, (enum tiny) 300);
    int n = 41;
    either e = { .number = &n };
    void *p = &n;
    const int *c = &n;
    printf("%d %d %d %d %d\n", first(&n, 0), first("A", 1), first(e, 0), first(p, 0), first((int *) c, 0));
    printf("%ld %d\n", whole(7L), whole((union word) { .n = 3 }) == 3);
    int (*by)(either, int) = first;
    printf("%d\n", by("B", 1));
    return 0;
}

// → 1 1 2 4 6 4
// → 200 -1 -300 1 z 201 -128
// → 1 1 44
// → 41 65 41 41 41
// → 7 1
// → 66
