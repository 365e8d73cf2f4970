#include <stdio.h>
#include <stddef.h>
// Sizes, offsets, padding, nesting, unions and packing as the System V ABI has them.
struct a { char c; int i; short s; };
struct b { char c; struct a a; long l; char tail; };
struct c { char x[3]; short y; };
struct p { char c; int i; long l; } __attribute__((packed));
union u { char bytes[5]; int i; double d; };
struct anon { int kind; union { int i; struct { short lo, hi; }; }; };
struct list { int value; struct list *next; };
struct bits32 { unsigned char a; unsigned short b; unsigned int c; unsigned long d; };
int main(void) {
    printf("%zu %zu %zu %zu\n", sizeof(struct a), offsetof(struct a, i), offsetof(struct a, s), _Alignof(struct a));
    printf("%zu %zu %zu %zu\n", sizeof(struct b), offsetof(struct b, a), offsetof(struct b, l), offsetof(struct b, a.s));
    printf("%zu %zu\n", sizeof(struct c), offsetof(struct c, y));
    printf("%zu %zu %zu\n", sizeof(struct p), offsetof(struct p, i), offsetof(struct p, l));
    printf("%zu %zu\n", sizeof(union u), _Alignof(union u));
    printf("%zu %zu\n", sizeof(struct anon), offsetof(struct anon, hi));
    printf("%zu\n", sizeof(struct bits32));
    printf("%zu %zu %zu\n", sizeof(int[3][4]), sizeof(char *[5]), sizeof(int (*)[7]));
    struct anon n = { .kind = 1 };
    n.i = 0x00020001;
    printf("%d %d\n", n.lo, n.hi);
    union u u;
    u.i = 0x41424344;
    printf("%c%c%c%c\n", u.bytes[0], u.bytes[1], u.bytes[2], u.bytes[3]);
    struct list three = {3, NULL}, two = {2, &three}, one = {1, &two};
    int sum = 0;
    for (struct list *l = &one; l; l = l->next) sum = sum * 10 + l->value;
    printf("%d\n", sum);
    struct p packed = {1, 0x01020304, 5};
    unsigned char *raw = (unsigned char *)&packed;
    for (size_t i = 0; i < sizeof packed; i++) printf("%d ", raw[i]);
    printf("\n%d %ld\n", packed.i, packed.l);
    return 0;
}
// → 12 4 8 4
// → 32 4 16 12
// → 6 4
// → 13 1 5
// → 8 8
// → 8 6
// → 16
// → 48 40 8
// → 1 2
// → DCBA
// → 123
// → 1 4 3 2 1 5 0 0 0 0 0 0 0 
// → 16909060 5
