int main(void) {
    int x = 1;
    int *p = &x;
    char *s = "x";
    void *v = x ? p : s;
    int n = x ? p : 3;
    if (p == s) return 1;
    if (p == 3) return 2;
    return v ? n : 0;
}
