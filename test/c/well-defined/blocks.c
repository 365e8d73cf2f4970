// Variables of blocks that are entered from the side, left early, and entered again.
#include <stdio.h>
#include <string.h>

static int pick(int n) {
    switch (n) {
        int shared, *p;
    case 0:
        p = &shared;
        *p = 5;
        return *p;
    case 1: {
        int own[3] = {1, 2, 3}, *q = own;
        return q[2];
    }
    default:
        shared = n;
        p = &shared;
        return *p;
    }
}

static int around(int n) {
    int total = 0;
again:
    for (int i = 0; i < 3; i++) {
        char text[8] = "x";
        char *t = text;
        if (i == 1) continue;
        if (n == 2 && i == 2) break;
        total += (int) strlen(t);
        {
            int deep = i, *d = &deep;
            if (*d == 9) goto out;
            total += *d;
        }
    }
    if (--n > 0) goto again;
out:
    return total;
}

static int inside(int n) {
    int sum = 0;
    if (n) goto middle;
    for (n = 0; n < 3; n++) {
        int v, *p;
        v = n;
        p = &v;
        sum += *p;
    middle:
        v = 10;
        p = &v;
        sum += *p;
    }
    return sum;
}

static int once(int n) {
    int seen = 0;
    while (n-- > 0) {
        struct { int a, b; } pair = {n, 1}, *p = &pair;
        do {
            int local[2] = {p->a, p->b};
            int *q = local;
            seen += q[0] + q[1];
        } while (0);
        if (seen > 100) {
            int *r = &seen;
            *r = 100;
        }
    }
    return seen;
}

int main(void) {
    printf("%d %d %d %d %d %d\n", pick(0), pick(1), pick(7), around(3), inside(0), once(4)); // → 5 3 7 9 33 10
    printf("%d %d %d %d %d %d\n", pick(0), pick(1), pick(7), around(3), inside(0), once(4)); // → 5 3 7 9 33 10
    printf("%d\n", inside(1)); // → 22
    return 0;
}
