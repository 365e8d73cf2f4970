#include <stdio.h>
#include <stdlib.h>
// Pointers: arithmetic, comparison, to pointers, to arrays, void, const, casts.
static int sum(const int *from, const int *to) {
    int s = 0;
    while (from != to) s += *from++;
    return s;
}
static void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
static void set(char **where, char *what) { *where = what; }
static int rows(int m[][3], int n) {
    int s = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < 3; j++) s += m[i][j] * (i + 1);
    return s;
}
int main(void) {
    int a[] = {1, 2, 3, 4, 5};
    int *p = a + 1;
    printf("%d %d %d %d\n", *p, p[2], *(p + 3), p[-1]);
    printf("%d %ld %ld\n", sum(a, a + 5), (long)(&a[4] - p), (long)(p - &a[4]));
    printf("%d %d %d\n", p < a + 2, p == &a[1], p >= a + 2);
    printf("%d ", *p++);
    printf("%d\n", *++p);
    printf("%d\n", (*p)++ + *p);
    *p-- = 42;
    printf("%d %d %d\n", a[3], *p, a[2]);
    swap(&a[0], &a[4]);
    printf("%d %d\n", a[0], a[4]);
    p += 2;
    p -= 1;
    printf("%ld\n", (long)(p - a));
    char *word = "one";
    set(&word, "two");
    printf("%s %c\n", word, *(word + 1));
    int m[2][3] = {{1, 2, 3}, {4, 5, 6}};
    int (*row)[3] = m;
    printf("%d %d %d\n", row[1][2], (*(row + 1))[0], rows(m, 2));
    printf("%zu %zu\n", sizeof *row, sizeof m / sizeof m[0]);
    int *flat = &m[0][0];
    printf("%d\n", flat[4]);
    void *v = a;
    printf("%d\n", ((int *)v)[1]);
    unsigned char *bytes = v;
    printf("%d %d\n", bytes[0], bytes[4]);
    struct node { int n; struct node *left, *right; };
    struct node *root = NULL;
    int keys[] = {5, 2, 8, 1, 9};
    for (int i = 0; i < 5; i++) {
        struct node **at = &root;
        while (*at) at = keys[i] < (*at)->n ? &(*at)->left : &(*at)->right;
        *at = calloc(1, sizeof **at);
        (*at)->n = keys[i];
    }
    printf("%d %d %d\n", root->left->left->n, root->right->right->n, root->right->left == NULL);
    printf("%d %d\n", 2[a], "abc"[1]);
    const char *names[] = {"zero", "one", "two", NULL};
    int count = 0;
    for (const char **n = names; *n; n++) count++;
    printf("%d %s\n", count, names[2]);
    char cells[4] = "ab";
    char *end = cells;
    while (*end) end++;
    *end++ = 'c';
    *end = '\0';
    printf("%s %ld\n", cells, (long)(end - cells));
    unsigned long as_number = (unsigned long)(a + 1) - (unsigned long)a;
    printf("%lu\n", as_number);
    int *none = 0;
    printf("%d %d %d\n", !none, none == NULL, p && *p);
    for (int i = 4; i >= 0; i--) free(NULL);
    return 0;
}
// → 2 4 5 1
// → 15 3 -3
// → 1 1 0
// → 2 4
// → 9
// → 42 3 3
// → 5 1
// → 3
// → two w
// → 6 4 36
// → 12 2
// → 5
// → 2
// → 5 2
// → 1 9 1
// → 3 98
// → 3 two
// → abc 3
// → 4
// → 1 1 1
