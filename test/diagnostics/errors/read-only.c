int main(void) {
    const int a = 1;
    a = 2;
    a++;
    const char *s = "abc";
    s[0] = 'x';
    return 0;
}
