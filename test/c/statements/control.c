#include <stdio.h>
// Statements: every loop, switch with and without fall-through, goto, nested break and continue.
static const char *kind(int c) {
    switch (c) {
    case 'a': case 'e': case 'i':
        return "vowel";
    case '0' ... '9':
        return "digit";
    case -1:
        return "end";
    default:
        return "other";
    }
}
static int duff(int count) {
    int n = (count + 3) / 4, done = 0;
    switch (count % 4) {
    case 0: do { done++;
    case 3:      done++;
    case 2:      done++;
    case 1:      done++;
            } while (--n > 0);
    }
    return done;
}
static int find(int m[3][3], int want) {
    int i, j;
    for (i = 0; i < 3; i++)
        for (j = 0; j < 3; j++)
            if (m[i][j] == want) goto found;
    return -1;
found:
    return i * 10 + j;
}
int main(void) {
    int i = 0;
    while (i < 3) printf("%d ", i++);
    do printf("%d ", i); while (--i > 1);
    for (;;) { if (i++ > 4) break; if (i % 2) continue; printf("[%d]", i); }
    printf("\n");
    printf("%s %s %s %s\n", kind('e'), kind('5'), kind(-1), kind('z'));
    printf("%d %d %d\n", duff(4), duff(7), duff(9));
    int m[3][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    printf("%d %d\n", find(m, 6), find(m, 10));
    for (int x = 0, y = 10; x < y; x += 3, y--) printf("%d,%d ", x, y);
    printf("\n");
    int total = 0;
    for (int a = 0; a < 5; a++) {
        if (a == 1) continue;
        for (int b = 0; b < 5; b++) {
            if (b == a) break;
            total += b;
        }
        switch (a) { case 3: continue; case 4: total += 100; break; }
        total += 1000;
    }
    printf("%d\n", total);
    int n = 0;
again:
    if (++n < 5) goto again;
    printf("%d\n", n);
    switch (5) { default: n = 1; break; case 4: n = 2; }
    printf("%d\n", n);
    switch (3L << 33) { case 3L << 33: printf("long case\n"); }
    unsigned char c = 200;
    switch (c) { case 200: printf("promoted\n"); }
    if (n) if (n > 5) printf("a\n"); else printf("dangling\n");
    { int n = 77; printf("%d ", n); { int n = 78; printf("%d ", n); } printf("%d\n", n); }
    ;
    while (n-- > 0);
    printf("%d\n", n);
    return n == -1 ? 0 : 1;
}
// → 0 1 2 3 2 [2][4]
// → vowel digit end other
// → 4 7 9
// → 12 -1
// → 0,10 3,9 6,8 
// → 3110
// → 5
// → 1
// → long case
// → promoted
// → dangling
// → 77 78 77
// → -1
