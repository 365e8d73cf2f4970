// The attribute cleanup: a call wherever a variable's scope is left, in whatever way.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *const *name) { printf("end of %s\n", *name); }
static void release(char **p) { printf("free %s\n", *p); free(*p); }
static void count(int *n) { printf("%d\n", *n); *n = -1; }

#define SCOPED(name) const char *name __attribute__((__cleanup__(say), unused)) = #name
#define AUTOFREE __attribute__((cleanup(release)))

struct pair { int a, b; };

static int value_first(void) {
    int n __attribute__((cleanup(count))) = 5;
    return n + 1;
}

static struct pair pair_first(int parameter) {
    int n __attribute__((cleanup(count))) = parameter;
    struct pair p = { n, 2 * n };
    return p;
}

static void no_value(int early) {
    SCOPED(outer);
    if (early) return;
    { SCOPED(inner); }
    puts("late");
}

static void loops(void) {
    for (int i = 0; i < 3; i++) {
        SCOPED(body);
        if (i == 0) continue;
        { SCOPED(deep); if (i == 1) break; }
    }
    do { SCOPED(once); } while (0);
    switch (2) {
    case 2: {
        SCOPED(in_case);
        break;
    }
    default: puts("never");
    }
}

static void jumps(void) {
    SCOPED(whole);
    int round = 0;
again:
    {
        SCOPED(a);
        {
            SCOPED(b);
            if (round++ == 0) goto again;
            goto out;
        }
    }
out:
    { SCOPED(c); goto inside; inside: puts("inside"); }
}

static int in_expression(void) {
    return ({ int n __attribute__((cleanup(count))) = 7; n * 2; }) + 1;
}

int main(void) {
    char *text AUTOFREE = strdup("text"), *AUTOFREE more = strdup("more");
    printf("%d\n", value_first());
    struct pair p = pair_first(3);
    printf("%d %d\n", p.a, p.b);
    no_value(1);
    no_value(0);
    loops();
    jumps();
    printf("%d\n", in_expression());
    {
        __attribute__((cleanup(count))) int one = 1, two = 2;
        puts("two first");
    }
    return 0;
}

// → 5
// → 6
// → 3
// → 3 6
// → end of outer
// → end of inner
// → late
// → end of outer
// → end of body
// → end of deep
// → end of body
// → end of once
// → end of in_case
// → end of b
// → end of a
// → end of b
// → end of a
// → inside
// → end of c
// → end of whole
// → 7
// → 15
// → two first
// → 2
// → 1
// → free more
// → free text
