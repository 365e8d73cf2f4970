#include <stdlib.h>
int f(int x) {
    if (x) return 1;
    exit(1);
}
int g(int x) {
    if (x) return 1;
    else return 2;
}
int h(int x) {
    while (1) x++;
}
int main(void) { return f(1) + g(1) + h(1); }
