// Each control statement is a scope, and so is each of its bodies (C17 6.8.4p3, 6.8.5p5).
#include <stdbool.h>
#include <stdio.h>

struct s { char c; };

int main(void) {
    if (sizeof(struct s { char c[2]; }) == 2) printf("%zu\n", sizeof(struct s));
    else if (sizeof(struct s { char c[3]; }) == 3) puts("never");
    printf("%zu\n", sizeof(struct s));
    switch (sizeof(struct s { char c[4]; })) {
    case 4: printf("%zu\n", sizeof(struct s));
    }
    int round = 1;
    while (round + (sizeof(struct s { char c[5]; }) - 5)) {
        round = 0;
        printf("%zu\n", sizeof(struct s { char c[6]; }));
    }
    do printf("%zu\n", sizeof(struct s { char c[7]; }));
    while (sizeof(struct s { char c[8]; }) != 8);
    int n;
    for (n = (int)sizeof(struct s { char c[9]; }); n > 8; n--) {
        printf("%d %zu\n", n, sizeof(struct s));
    }
    printf("%zu %d\n", sizeof(struct s), __bool_true_false_are_defined);
    return 0;
}

// → 2
// → 1
// → 4
// → 6
// → 7
// → 9 9
// → 1 1
