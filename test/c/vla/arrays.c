// Variable-length arrays: one and two dimensions, sizeof, pointers to them, parameters, loops.
#include <stdio.h>
#include <string.h>

static int sum(int n, int a[n]) {
    int s = 0;
    for (int i = 0; i < n; i++) s += a[i];
    return s;
}

static int trace(int n, int m[n][n]) {
    int s = 0;
    for (int i = 0; i < n; i++) s += m[i][i];
    printf("%zu %zu\n", sizeof m, sizeof m[0]); // warning: 'sizeof' on array function parameter 'm' will return size of 'int (*)[]'
    return s;
}

static void fill(int rows, int cols, double (*m)[cols]) {
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) m[r][c] = r * 10 + c;
}

int later(int, int[*][*]);
int later(int n, int a[n][n + 1]) { return a[1][n]; }

static int deep(int n) {
    char buf[n];
    memset(buf, n, sizeof buf);
    if (n > 1) deep(n - 1);
    for (int i = 0; i < n; i++) if (buf[i] != n) return -1;
    return buf[n - 1];
}

int main(void) {
    int n = 5;
    int a[n];
    for (int i = 0; i < n; i++) a[i] = i * i;
    printf("%zu %d %zu\n", sizeof a, sum(n, a), sizeof a / sizeof a[0]);
    n = 7;
    printf("%zu\n", sizeof a);
    int m[n][n];
    memset(m, 0, sizeof m);
    for (int i = 0; i < n; i++) m[i][i] = i + 1;
    printf("%d %zu %zu\n", trace(n, m), sizeof m, sizeof m[1]);
    double d[3][n];
    fill(3, n, d);
    printf("%g %g %g\n", d[0][0], d[1][6], d[2][3]);
    int (*row)[n] = m;
    row += 2;
    printf("%d %ld %d\n", (*row)[2], (long)(row - m), row[1][3]);
    row++;
    --row;
    printf("%d\n", *(*(row + 1) + 3));
    typedef char name[n + 1];
    n = 100;
    name text;
    printf("%zu %zu\n", sizeof text, sizeof(name));
    strcpy(text, "typedef");
    puts(text);
    printf("%zu %zu\n", sizeof(int[n]), sizeof(int[2][n]));
    for (int i = 1; i < 4; i++) {
        int loop[i * 1000];
        loop[i * 1000 - 1] = i;
        if (i == 2) continue;
        printf("%zu %d\n", sizeof loop, loop[i * 1000 - 1]);
    }
    int total = 0;
    for (int i = 0; i < 2000; i++) {
        char big[10000];
        char *p = big;
        {
            int inner[i % 50 + 1];
            inner[i % 50] = i;
            total += inner[i % 50] & 1;
            if (i % 3 == 0) continue;
            if (i == 1999) break;
        }
        p[0] = 1;
    }
    printf("%d\n", total);
    int tries = 0;
again:;
    int v[tries + 1000];
    v[tries] = tries;
    if (v[tries] < 500) {
        tries++;
        goto again;
    }
    printf("%d %zu\n", v[tries], sizeof v);
    printf("%d\n", deep(100));
    int b[3][4];
    for (int i = 0; i < 12; i++) b[i / 4][i % 4] = i;
    printf("%d\n", later(3, b));
    int k = 3;
    int (*grid)[k] = (int (*)[k])(int[6]){ 1, 2, 3, 4, 5, 6 };
    printf("%d %d\n", grid[1][0], ((int (*)[k])grid)[1][2]);
    int *pa[n];
    pa[99] = &k;
    printf("%d\n", *pa[99]);
    switch (k) {
    case 3: {
        int s[k];
        s[2] = 9;
        printf("%d\n", s[2]);
        break;
    }
    }
    struct { int x, y; } pts[k];
    pts[2].y = 4;
    printf("%d %zu\n", pts[2].y, sizeof pts);
    return 0;
}

// → 20 30 5
// → 20
// → 8 28
// → 28 196 28
// → 0 16 23
// → 3 2 4
// → 4
// → 8 8
// → typedef
// → 400 800
// → 4000 1
// → 12000 3
// → 1000
// → 500 6000
// → 100
// → 7
// → 4 6
// → 3
// → 9
// → 4 24
