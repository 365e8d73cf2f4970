#include <stdio.h>
struct point { int x, y; };
int main(void) {
    struct point p[2];
    p[1].x = 4;
    int sum = p[1].x + p[1].y;
    printf("%d\n", sum); // fault: printf: reads 'p[1].y' before it was given a value (uninitialised)
    return 0;
}
