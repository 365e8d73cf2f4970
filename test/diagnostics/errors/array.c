int main(void) {
    int a[2] = 5;
    int b[];
    int c[-1];
    char s[3];
    s = "ab";
    int n[2] = {1, 2, 3};
    return a[0] + b[0] + c[0] + s[0] + n[0];
}
