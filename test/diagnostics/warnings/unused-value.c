int main(void) {
    int a = 1, b = 2;
    a == b;
    a + b;
    a;
    *&a;
    5;
    -a;
    a, b;
    (void)a;
    a < b ? a : b;
    "text";
    return 0;
}
