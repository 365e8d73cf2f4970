#include <stdlib.h>
int f(int x) {
    int result;
    if (x > 3) result = 1;
    else if (x > 2) result = 2;
    return result;
}
int g(int x) {
    int r;
    switch (x) {
    case 1: r = 1; break;
    case 2: r = 2; break;
    }
    return r;
}
int main(void) { return f(1) + g(2); }
