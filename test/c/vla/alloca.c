// alloca's memory lives until the function returns.
#include <stdio.h>
#include <string.h>
#define alloca(n) __builtin_alloca(n)

struct node { int v; struct node *next; };

static int list(int n) {
    struct node *head = 0;
    for (int i = 0; i < n; i++) {
        struct node *one = alloca(sizeof *one);
        one->v = i;
        one->next = head;
        head = one;
    }
    int s = 0;
    while (head) {
        s += head->v;
        head = head->next;
    }
    return s;
}

static char *twice(const char *s, char *out) {
    char *copy = alloca(strlen(s) + 1);
    strcpy(copy, s);
    sprintf(out, "%s%s", copy, copy);
    return out;
}

int main(void) {
    char out[64];
    printf("%d\n", list(100));
    printf("%d\n", list(1000));
    puts(twice("abc", out));
    for (int i = 0; i < 1000; i++) list(50);
    return 0;
}

// → 4950
// → 499500
// → abcabc
