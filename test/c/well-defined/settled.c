// A condition between two equal constants is not looked at: gcc folds it without optimizing, too.
#include <stdio.h>

static int asked;

static int ask(void) {
    asked++;
    return 1;
}

int main(void) {
    int i, *q;
    void *p;
    i = i ? 0 : 0l;
    p = i ? (void *)0 : 0;
    q = p;
    printf("%d %d\n", i, q == NULL); // → 0 1

    // What has an effect has it.
    i = ask() ? 7 : 7;
    printf("%d %d\n", i, asked); // → 7 1
    return 0;
}
