// Objects of which only a part was set may be copied; only what was set is looked at.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct user {
    int id;
    char name[32];
    struct { long x, y; } at;
    union { int i; double d; char text[24]; } value;
};

static struct user copy(struct user u) {
    return u;
}

static int pick(int wanted, int first, int second) {
    return wanted == 1 ? first : second;
}

int main(void) {
    struct user u, v;
    u.id = 3;
    strcpy(u.name, "ann");
    v = u;
    struct user w = copy(v);
    printf("%d %s\n", w.id, w.name); // → 3 ann
    u.value.i = 9;
    v = u;
    printf("%d\n", v.value.i); // → 9

    // The values of an array in exchange, although half of it has none.
    int cells[10];
    for (int i = 0; i < 5; i++) cells[i] = i * i;
    for (int i = 0; i < 5; i++) {
        int t = cells[i];
        cells[i] = cells[9 - i];
        cells[9 - i] = t;
    }
    printf("%d %d\n", cells[9], cells[5]); // → 0 16

    // A ring of bytes that is copied whole, and read where it was written.
    char *ring = malloc(64), *other = malloc(64);
    for (int i = 10; i < 20; i++) ring[i] = (char) ('a' + i - 10);
    for (int i = 0; i < 64; i++) other[i] = ring[i];
    for (int i = 10; i < 20; i++) putchar(other[i]);
    putchar('\n'); // → abcdefghij
    free(ring);
    free(other);

    // A variable that has a value whenever it is asked for one.
    int best, found = 0;
    for (int i = 0; i < 100; i++) {
        if (i % 37 == 36) {
            best = i;
            found = 1;
        }
    }
    if (found) printf("%d\n", best); // → 73

    // A variable whose value is asked for only where it is set.
    int step, steps = 3;
    while ((step = --steps) > 0) putchar('.');
    putchar('\n'); // → ..

    // An argument without a value that is never looked at.
    int nothing;
    int *where = &nothing;
    printf("%d\n", pick(1, 5, *where)); // → 5
    return 0;
}
