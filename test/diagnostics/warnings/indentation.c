#include <stdio.h>
int main(int argc, char **argv) {
    int n = 0;
    (void)argv;
    if (argc > 1);
        n = 1;
    while (n < 3); {
        n++;
    }
    for (int i = 0; i < 3; i++);
    {
        n--;
    }
    if (argc > 2) n = 2; n = 3;
    if (argc > 3)
        n = 4;
        n = 5;
    if (n)
    n = 6;
    n = 7;
    return n;
}
