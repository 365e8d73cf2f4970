// A statement behind `if` is a block of its own, with or without braces, and the whole `if` is one.
#include <stdio.h>

int main(int argc, char **argv) {
    int *kept = argv ? &argc : NULL, *list;
    if ((list = (int[]){ argc, 5 })[0] == 1)
        printf("%d\n", list[1]);
    if (argc == 1) kept = (int[]){ 1, 2, 3 };
    return kept[2]; // fault: reads 4 bytes of a compound literal (int[3], 12 bytes, local of main, literal-of-if.c:8), whose block has ended: it lives no longer
}
