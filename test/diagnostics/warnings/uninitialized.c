int main(void) {
    int a;
    int b;
    int c = a + 1;
    if (c) b = 2;
    int *p;
    *p = 3;
    int d;
    d++;
    struct { int x; } s;
    return b + s.x + d;
}
