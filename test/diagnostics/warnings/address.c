int f(void);
int main(void) {
    int a[3];
    int x;
    if (a) return 1;
    if (&x) return 2;
    if (f) return 3;
    if (a == 0) return 4;
    if (f == 0) return 5;
    return 0;
}
