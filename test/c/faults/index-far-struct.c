#include <stdlib.h>
struct point { int x, y; char name[24]; };
int main(void) {
    static struct point all[4], others[4];
    unsigned char which = 5;
    others[1].x = 7;
    all[which].x = 1; // fault: uses index 5 of 'all' (struct point[4]): the last one is 3
    return others[1].x;
}
