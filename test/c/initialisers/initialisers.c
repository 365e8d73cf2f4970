#include <stdio.h>
#include <string.h>
// Initialisers: braces, missing braces, designators, strings, static and automatic.
struct in { int a, b; };
struct out { struct in in[2]; char s[4]; int last; };
static struct out g1 = { { {1, 2}, {3, 4} }, "ab", 5 };
static struct out g2 = { 1, 2, 3, 4, 'a', 'b', 'c', 'd', 5 };
static struct out g3 = { .last = 7, .in[1].b = 9 };
static int sparse[10] = { [3] = 3, 4, [8] = 8, 9 };
static int unknown[] = { [4] = 1, 2 };
static char text[] = "hello";
static char exact[5] = "hello";
static const char *words[] = { "a", "bc", [4] = "e" };
static int grid[2][3] = { {1}, {2, 3} };
static int flat[2][2] = { 1, 2, 3 };
static int *to = &sparse[3];
static struct in *member = &g1.in[1];
static double ds[] = { 1, 2.5, 3.f };
static long big = 1L << 40;
static unsigned char wrap = 300 - 1; // warning: unsigned conversion from 'int' to 'unsigned char' changes value from '299' to '43'
static int computed = sizeof(struct out) * 2 + (3 > 2 ? 10 : 20);
static int (*fn)(const char *) = puts;
struct list { int v; struct list *next; };
static struct list tail = { 2, 0 }, head = { 1, &tail };
union u { int i; char c[4]; };
static union u u1 = { 65 }, u2 = { .c = "xyz" };
static void show(const struct out *o) {
    printf("%d %d %d %d", o->in[0].a, o->in[0].b, o->in[1].a, o->in[1].b);
    for (int i = 0; i < 4; i++) printf(" %d", o->s[i]);
    printf(" %d\n", o->last);
}
int main(void) {
    show(&g1);
    show(&g2);
    show(&g3);
    for (int i = 0; i < 10; i++) printf("%d ", sparse[i]);
    printf("\n%zu %zu %zu %zu\n", sizeof unknown, sizeof text, sizeof exact, sizeof words);
    printf("%s %s %d %s\n", words[0], words[1], words[2] == NULL, words[4]);
    for (int i = 0; i < 6; i++) printf("%d ", grid[i / 3][i % 3]);
    for (int i = 0; i < 4; i++) printf("%d ", flat[i / 2][i % 2]);
    printf("\n%d %d %.1f %ld %d %d\n", *to, member->a, ds[0] + ds[1] + ds[2], big, wrap, computed);
    fn("called");
    printf("%d %d %c %c\n", head.next->v, tail.next == NULL, u1.c[0], u2.c[2]);
    int n = 3;
    struct out local = { { {n, n + 1} }, "xyz", .last = n * 2 };
    show(&local);
    struct out empty = {0};
    show(&empty);
    int counts[4] = { n, [2] = n * n };
    printf("%d %d %d %d\n", counts[0], counts[1], counts[2], counts[3]);
    char buffer[8] = {0};
    char name[] = { 'h', 'i', 0 };
    char padded[8] = "abc";
    printf("%zu %s %zu %d\n", strlen(buffer), name, sizeof name, padded[7]);
    struct in *lit = &(struct in){ 5, 6 };
    int *array = (int[]){ 7, 8, 9 };
    printf("%d %d %d\n", lit->b, array[2], ((struct in){ .b = 4 }).b);
    struct in pair[] = { { .b = 1, .a = 2 }, [2] = { 3, 4 } };
    printf("%zu %d %d %d\n", sizeof pair / sizeof *pair, pair[0].a, pair[1].a, pair[2].b);
    int scalar = { 12 };
    for (int i = 0; i < 2; i++) {
        int fresh[3] = { 1 };
        fresh[1] += 5;
        printf("%d %d ", fresh[0], fresh[1]);
    }
    printf("%d\n", scalar);
    return 0;
}
// → 1 2 3 4 97 98 0 0 5
// → 1 2 3 4 97 98 99 100 5
// → 0 0 0 9 0 0 0 0 7
// → 0 0 0 3 4 0 0 0 8 9 
// → 24 6 5 40
// → a bc 1 e
// → 1 0 0 2 3 0 1 2 3 0 
// → 3 3 6.5 1099511627776 43 58
// → called
// → 2 1 A z
// → 3 4 0 0 120 121 122 0 6
// → 0 0 0 0 0 0 0 0 0
// → 3 0 9 0
// → 0 hi 3 0
// → 6 9 4
// → 3 2 0 4
// → 1 5 1 5 12
