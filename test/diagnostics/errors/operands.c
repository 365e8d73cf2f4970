struct s { int a; };
int main(void) {
    struct s p = {1}, q = {2};
    int x = p + q;
    int *i = &x;
    double d = 1.5;
    x = i * 2;
    x = d % 2;
    x = d << 1;
    if (p) x = 1;
    return p == q;
}
