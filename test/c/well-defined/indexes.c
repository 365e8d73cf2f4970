// Indexes and addresses at the ends of arrays, and what never reaches any memory.
#include <stdio.h>
#include <stdlib.h>

static int table[256];
static char grid[3][4];
extern int later[];
struct open { int n; int list[]; };
struct one { int n; char text[1]; };
static const char digits[] = "0123456789abcdef";

static int sum(const int *from, const int *to) {
    int total = 0;
    while (from < to) total += *from++;
    return total;
}

int main(void) {
    int n = 5, list[5] = {1, 2, 3, 4, 5};
    int *end = &list[n], *same = list + n, *middle = &list[n - 3];
    printf("%d %d %d\n", sum(list, end), sum(list, same), middle[-1]);
    printf("%zu %zu\n", sizeof list[n], sizeof(list[n + 100]));

    unsigned char byte = 255;
    table[byte] = 7;
    table[(byte + 1) & 255] = 8;
    for (unsigned i = 0; i < 1000; i += 250) table[i % 256]++;
    printf("%d %d\n", table[255], table[0]);

    // From one row to the next by way of the whole.
    char *all = &grid[0][0];
    for (int i = 0; i < 12; i++) all[i] = 'a' + i;
    printf("%c %c\n", grid[2][3], *(&grid[1][0] + 3));

    struct open *o = malloc(sizeof *o + n * sizeof(int));
    for (int i = 0; i < n; i++) o->list[i] = i;
    struct one *t = malloc(sizeof *t + n);
    for (int i = 0; i <= n; i++) t->text[i] = i < n ? 'x' : '\0';
    printf("%d %s\n", o->list[n - 1], t->text);
    free(o);
    free(t);

    // The bytes of a number, and a number of an array's bytes.
    for (size_t i = 0; i < sizeof list; i++) ((unsigned char *)list)[i] = 1;
    printf("%x %c %d\n", list[n - 1], digits[n + 10], later[n + 1]);

    // A pointer that has come from an array is any pointer.
    int *p = list + 2;
    p[n - 3] = 4;
    p[-2] = 6;
    printf("%d %d\n", list[4], list[0]);
    long big = 3;
    list[big] = list[n - 5L];
    printf("%d %d\n", list[3], 2[list]);
    return 0;
}
int later[7] = {0, 0, 0, 0, 0, 0, 42};
// → 15 15 2
// → 4 4
// → 7 9
// → l h
// → 4 xxxxx
// → 1010101 f 42
// → 4 6
// → 6 16843009
