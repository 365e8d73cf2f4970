#include <stdio.h>
int main(void) {
    int a = 1, b = 2, c = 3, fd;
    if (a && b || c) a = 1;
    if (a & b == c) a = 2;
    if (a < b < c) a = 3;
    a = b << c + 1;
    a = b & c | a;
    if (!a == b) c = 1;
    if (fd = a < 0) c = 2;
    a = b | c & 1;
    a = b + c & 1;
    return a + c;
}
