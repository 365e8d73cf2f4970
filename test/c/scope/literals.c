// A compound literal lives as long as the block around it, and is made anew in each round of a loop.
#include <stdio.h>

struct node {
    int value;
    const struct node *next;
};

static int sum(const struct node *n) {
    return n ? n->value + sum(n->next) : 0;
}

int main(void) {
    const struct node *list = NULL;
    list = &(struct node){ 1, list };
    list = &(struct node){ 2, list };
    printf("%d\n", sum(list)); // → 3
    for (int i = 0; i < 3; i++) {
        int *p = (int[3]){ [1] = i };
        p[0] += 5, p[2] += i;
        {
            int *q = (int[]){ p[0], p[1], p[2] };
            printf("%d %d %d\n", q[0], q[1], q[2]);
        }
    }
    // → 5 0 0
    // → 5 1 1
    // → 5 2 2
    for (const struct node *n = &(struct node){ 7, &(struct node){ 8, NULL } }; n; n = n->next)
        printf("%d\n", n->value);
    // → 7
    // → 8
    int rounds = 0, *last;
again:
    last = (int[]){ rounds };
    if (++rounds < 3) goto again;
    printf("%d\n", *last); // → 2
    if (sum(&(struct node){ 4, list }) == 7) printf("%d\n", sum(&(struct node){ 1, NULL })); // → 1
    printf("%d\n", ({ struct node *n = &(struct node){ 9, NULL }; *n; }).value); // → 9
    switch (rounds) {
        const int *p;
        case 3:
            p = (int[]){ 33 };
            printf("%d\n", *p); // → 33
    }
    return 0;
}
