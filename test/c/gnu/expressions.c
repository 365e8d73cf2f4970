// GNU C: statement expressions, typeof, __auto_type, ?: without a middle, labels as values, ranges.
#include <stdio.h>

#define MAX(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })
#define SWAP(a, b) do { __auto_type t = (a); (a) = (b); (b) = t; } while (0)

struct point { int x, y; };

static int calls;
static int next(void) { return calls++; }

static int run(const unsigned char *code) {
    static void *table[] = { &&add, &&mul, &&done };
    int acc = 1;
    goto *table[*code];
add:
    acc += 2;
    goto *table[*++code];
mul:
    acc *= 3;
    goto *table[*++code];
done:
    return acc;
}

static int classify(int c) {
    switch (c) {
    case '0' ... '9': return 1;
    case 'a' ... 'z':
    case 'A' ... 'Z': return 2;
    case -100 ... -1: return 3;
    default: return 0;
    }
}

int main(void) {
    int i = 3;
    printf("%d\n", MAX(i++, 2));
    printf("%d %.1f\n", i, MAX(2.5, 1));
    double d = 1.5, e = 2.5;
    SWAP(d, e);
    printf("%g %g\n", d, e);
    struct point p = ({ struct point q = { 1, 2 }; q.x += 10; q; });
    printf("%d %d\n", p.x, p.y);
    printf("%d\n", ({ int s = 0; for (int k = 0; k < 5; k++) s += k; s; }) + 1);
    typeof(p) r = p;
    typeof(&p) rp = &r;
    typeof(int[3]) three = { 1, 2, 3 };
    printf("%d %zu\n", rp->x, sizeof three);
    printf("%d\n", next() ?: 5);
    printf("%d\n", next() ?: 6);
    char *s = 0;
    printf("%s %d\n", s ?: "none", calls);
    printf("%d\n", run((unsigned char[]){ 0, 1, 0, 2 }));
    printf("%d %d %d %d\n", classify('7'), classify('q'), classify(-5), classify(' '));
    int a[10] = { [0 ... 3] = 1, [4 ... 8] = 2, 9 };
    for (int k = 0; k < 10; k++) printf("%d", a[k]);
    printf("\n");
    ({ if (i > 100) goto out; });
    printf("%d\n", ({ __typeof__(i) *q = &i; *q; }));
    for (int k = 0; k < 3; k++) printf("%d", ({ if (k == 1) continue; k; }));
    printf("\n");
    printf("%zu %zu\n", sizeof(void), sizeof(struct {}));
    char *base = (char *)a;
    void *v = base;
    v += 4;
    printf("%ld\n", (long)((char *)v - base));
out:
    return 0;
}

// → 3
// → 4 2.5
// → 2.5 1.5
// → 11 2
// → 11
// → 11 12
// → 5
// → 1
// → none 2
// → 11
// → 1 2 3 0
// → 1111222229
// → 4
// → 02
// → 1 0
// → 4
