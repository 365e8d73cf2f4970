#include <stdlib.h>
struct pair { int x, y; };
static int first(struct pair p, int (*call)(int)) {
    char *text = malloc[20];
    int n = call[1];
    return p;
}
int main(void) { struct pair p = { 1, 2 }; return first(p, abs); }
