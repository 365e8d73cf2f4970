// An initialiser of a whole object forgets what an earlier one said of its parts (6.7.9p19).
#include <stdio.h>

struct pair {
    char text[6];
    int n[3];
};

static char rows[2][4] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 }, [0] = { 9 } };
static struct pair pairs[] = { { "abcde", { 1, 2, 3 } }, [0] = { "x" }, [1].text = "uvwxy", [1].text = "z" };

int main(void) {
    printf("%d %d %d %d %d\n", rows[0][0], rows[0][1], rows[0][3], rows[1][0], rows[1][3]);
    // → 9 0 0 5 8
    printf("%s %d %d %d\n", pairs[0].text, pairs[0].text[2], pairs[0].n[0], pairs[0].n[2]);
    // → x 0 0 0
    printf("%s %d %d\n", pairs[1].text, pairs[1].text[3], pairs[1].n[1]);
    // → z 0 0
    int n = 4;
    struct pair local = { .n = { n, n + 1, n + 2 }, .n = { [1] = n }, .n[2] = 7 };
    printf("%d %d %d\n", local.n[0], local.n[1], local.n[2]);
    // → 0 4 7
    return 0;
}
