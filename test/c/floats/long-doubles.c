#include <stdio.h>
#include <string.h>
// Arrays of long double: each element takes sixteen bytes, whoever counts them.
struct sample {
    char kind;
    long double value;
};
static long double table[5] = {0.5L, 1.5L, 2.5L, 3.5L, 4.5L};
static long double grid[2][3] = {{1, 2, 3}, {4, 5, 6}};
static long double sum(const long double *v, int n) {
    long double all = 0;
    for (int i = 0; i < n; i++) all += v[i];
    return all;
}
int main(void) {
    long double local[4] = {-3490.5, 0.0, 1.0, 1e300};
    for (int i = 0; i < 4; i++) printf("%Lg ", local[i]);
    puts("");
    printf("%Lg %Lg\n", sum(table, 5), sum(local, 3));
    for (unsigned char i = 0; i < 5; i++) table[i] *= 2;
    for (long i = 4; i >= 0; i--) printf("%Lg ", *(table + i));
    puts("");
    long double copy[5];
    for (int i = 0; i < 5; i++) copy[i] = table[4 - i];
    printf("%Lg %Lg\n", copy[0], copy[4]);
    memmove(copy, copy + 1, sizeof copy - sizeof *copy);
    int k = 3;
    copy[k] += 0.25L;
    printf("%Lg %Lg %ld\n", copy[0], copy[k], (long)((char *)&copy[k] - (char *)copy));
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++) grid[i][j] += 10 * i;
    printf("%Lg %Lg\n", grid[0][2], grid[1][1]);
    struct sample some[2] = {{'a', 7}, {'b', 8}};
    for (int i = 0; i < 2; i++) printf("%c%Lg ", some[i].kind, some[i].value);
    puts("");
    return 0;
}
// → -3490.5 0 1 1e+300 
// → 12.5 -3489.5
// → 9 7 5 3 1 
// → 9 1
// → 7 1.25 48
// → 3 15
// → a7 b8 
