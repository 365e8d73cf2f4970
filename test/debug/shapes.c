/* Something of every kind that a debugger can be asked about. */
#include <stdio.h>
#include <string.h>
#include <stdlib.h>

struct point { int x, y; };
struct shape { char name[12]; struct point at; struct shape *next; double area; unsigned flags; };
enum color { RED, GREEN = 5, BLUE };

static int total;
static enum color paint = GREEN;

static int square(int n) {
    int r = n * n;
    total += r;
    return r;
}

static int sum(int count, const int *list) {
    int s = 0;
    for (int i = 0; i < count; i++) {
        s += square(list[i]);
    }
    return s;
}

int main(int argc, char **argv) {
    int numbers[4] = {1, 2, 3, 4};
    struct shape one = {"circle", {1, 2}, NULL, 3.5, 7};
    struct shape *p = &one;
    char text[] = "hello";
    unsigned char byte = 200;
    long big = 1L << 40;
    float half = 0.5f;
    int r = sum(4, numbers);
    printf("sum %d\n", r);
    if (r > 10) {
        p->flags = 1;
    } else {
        p->flags = 2;
    }
    while (r > 25)
        r--;
    memcpy(text, "world", 5);
    total = 0;
    return r - 25;
}
